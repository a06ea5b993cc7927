package autoupload.server.login;

import java.time.Duration;
import java.util.Locale;

/** Refusal of a login, for good or for now. A client that is denied is not told the reason. */
public final class RefusedLogin extends Exception {
  private static final long serialVersionUID = 1L;

  /** Reason of a refusal. */
  public enum RefusalReason {
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

    RefusalReason(boolean guess) {
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

  private final RefusalReason reason;
  private final Duration retryAfter;

  private RefusedLogin(RefusalReason reason, Duration retryAfter) {
    super(reason.toString(), null, false, false);
    this.reason = reason;
    this.retryAfter = retryAfter;
  }

  /** Of credentials that were checked and are wrong. */
  static RefusedLogin denied(RefusalReason reason) {
    return new RefusedLogin(reason, Duration.ZERO);
  }

  /**
   * For now, though the credentials may be right: for most reasons nothing was checked, and for
   * none anything is kept of the attempt.
   */
  static RefusedLogin later(RefusalReason reason, Duration delay) {
    long seconds = Math.max(1, delay.plusNanos(999_999_999).toSeconds()); // as the wire has it
    return new RefusedLogin(reason, Duration.ofSeconds(seconds));
  }

  /** Of somebody who has as many connections as it may: one may have ended by then. */
  public static RefusedLogin tooManyConnections() {
    return later(RefusalReason.TOO_MANY_CONNECTIONS, Duration.ofSeconds(30));
  }

  /** Why; for the log only. */
  public RefusalReason reason() {
    return reason;
  }

  /** Whether the credentials are wrong. */
  public boolean isDenied() {
    return retryAfter.isZero();
  }

  /** When to come again, in whole seconds; zero if the credentials are wrong. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
