package autoupload.server.login;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Result of a login. A client that is denied is not told the reason. */
public sealed interface LoginOutcome {
  /** Kind of credential that the client logged in with. */
  enum Proof {
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

  /** Reason of a refusal. */
  enum Reason {
    /** There is no usable line for such a user. */
    UNKNOWN_USER(true),
    /** There is, with another password. */
    WRONG_PASSWORD(true),
    /** The line demands a code, and it was none that counts. */
    WRONG_CODE(true),
    /** The password is right, and so is the code, but somebody logged in with it before. */
    CODE_USED(true),
    /** Whatever is wrong with password and code, this source was refused with them before. */
    TRIED_BEFORE(false),
    /** The ticket is void; whoever has one once had the password too. */
    TICKET_VOID(false),
    /** Too many wrong logins of this source or account: nothing was checked. */
    GUESSED_TOO_OFTEN(false),
    /** Too many logins at once: nothing was checked. */
    BUSY(false),
    /** The user has as many connections as it may. */
    TOO_MANY_CONNECTIONS(false);

    private final boolean guess;

    Reason(boolean guess) {
      this.guess = guess;
    }

    /** Whether it counts against the client, as guessing does. */
    public boolean isGuess() {
      return guess;
    }

    /** As the log has it. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Successful login.
   *
   * @param ticket for the next logins; empty if the client is to keep the one it has
   */
  record Accepted(AuthenticatedUser user, Proof proof, Optional<Ticket> ticket)
      implements LoginOutcome {}

  /** Refusal of credentials that were checked and are wrong. */
  record Denied(Reason reason) implements LoginOutcome {}

  /**
   * Refusal for now, though the credentials may be right: for most reasons nothing was checked, and
   * for none anything is kept of the attempt.
   *
   * @param retryAfter when to come again, in whole seconds, at least one
   */
  record Later(Duration retryAfter, Reason reason) implements LoginOutcome {}
}
