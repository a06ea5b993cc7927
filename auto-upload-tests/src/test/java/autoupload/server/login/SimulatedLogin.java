package autoupload.server.login;

import autoupload.upload.UserName;

/** Logs everybody in: how passwords are checked is not what a simulation is about. */
public final class SimulatedLogin {
  private SimulatedLogin() {}

  /** Somebody of that name. */
  public static AuthenticatedUser of(String user) {
    return new AuthenticatedUser(new UserName(user));
  }
}
