package autoupload.server.login;

import autoupload.upload.UserName;

/**
 * The proof that a connection logged in. Only this package makes one, so that no code can open a
 * folder for somebody who did not.
 */
public final class AuthenticatedUser {
  private final UserName name;

  AuthenticatedUser(UserName name) {
    this.name = name;
  }

  /** Whose folder it is. */
  public UserName name() {
    return name;
  }

  @Override
  public String toString() {
    return name.value();
  }
}
