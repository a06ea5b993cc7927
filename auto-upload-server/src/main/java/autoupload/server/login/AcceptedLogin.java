package autoupload.server.login;

import java.util.Locale;
import java.util.Optional;

/**
 * Successful login.
 *
 * @param ticket for the next logins; empty if the client is to keep the one it has
 */
public record AcceptedLogin(AuthenticatedUser user, LoginMethod method, Optional<Ticket> ticket) {
  /** Credential that the client logged in with. */
  public enum LoginMethod {
    /** A password, of an account that needs no more. */
    PASSWORD,
    /** A password and a one-time code. */
    CODE,
    /** A ticket of an earlier login. */
    TICKET;

    /** As the log has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
