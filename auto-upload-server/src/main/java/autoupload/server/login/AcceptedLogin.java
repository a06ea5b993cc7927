package autoupload.server.login;

import java.util.Locale;
import java.util.Optional;

/**
 * Successful login.
 *
 * @param ticket for the next logins; empty if the client is to keep the one it has
 */
public record AcceptedLogin(AuthenticatedUser user, Proof proof, Optional<Ticket> ticket) {
  /** Kind of credential that the client logged in with. */
  public enum Proof {
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
