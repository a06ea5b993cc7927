package autoupload.server.login;

import autoupload.credentials.Account;
import autoupload.upload.UserName;

/** Login that accepts everybody: a simulation is not about the check of passwords. */
public final class SimulatedLogin {
  /** Well formed, and of no password that anybody knows. */
  private static final String HASH =
      "$argon2id$v=19$m=65536,t=3,p=4$" + "A".repeat(22) + "$" + "A".repeat(43);

  private SimulatedLogin() {}

  /** Somebody of that name. */
  public static AuthenticatedUser of(String user) {
    return new AuthenticatedUser(Account.of(new UserName(user), HASH));
  }
}
