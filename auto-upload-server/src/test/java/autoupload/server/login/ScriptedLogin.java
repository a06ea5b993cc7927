package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.server.scripted.Credentials;
import autoupload.upload.UserName;

/** Login as any user, for tests that are not about logins. */
public final class ScriptedLogin {
  private ScriptedLogin() {}

  /** Somebody of that name. */
  public static AuthenticatedUser of(String user) {
    return new AuthenticatedUser(Account.of(new UserName(user), Credentials.HASH));
  }
}
