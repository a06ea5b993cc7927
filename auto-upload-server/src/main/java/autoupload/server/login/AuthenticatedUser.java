package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.upload.UserName;
import java.util.Optional;

/**
 * Principal of a connection that logged in. Only this package creates one, so that no code can open
 * the folder of a user who did not log in.
 */
public final class AuthenticatedUser {
  private final Account account;

  AuthenticatedUser(Account account) {
    this.account = account;
  }

  /** Whose folder it is. */
  public UserName name() {
    return account.user();
  }

  /** A further field of the line that was logged in with. */
  Optional<String> field(String key) {
    return account.field(key);
  }

  /** Whether {@code line} asks for the password and the one-time code that were given. */
  boolean isOf(Account line) {
    return line.hash().equals(account.hash()) && line.totpSeed().equals(account.totpSeed());
  }

  @Override
  public String toString() {
    return account.user().value();
  }
}
