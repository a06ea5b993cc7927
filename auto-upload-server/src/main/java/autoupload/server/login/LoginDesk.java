package autoupload.server.login;

import autoupload.wire.Frame;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Where everybody logs in. Whoever may not come in hears the same after the same time, whether
 * there is such a user or not; nobody guesses fast; and what a login may cost is bounded. Safe for
 * use by many threads.
 */
public final class LoginDesk {
  private final AccountSource accounts;
  private final Authenticator authenticator;
  private final LoginThrottle throttle;

  /**
   * For the users of {@code accounts}.
   *
   * @param control a folder of the server's own, in which it remembers from where they logged in
   */
  public LoginDesk(AccountSource accounts, Path control) {
    this.accounts = accounts;
    this.authenticator = new Authenticator(accounts);
    this.throttle =
        new LoginThrottle(
            KnownSources.open(control.resolve("known-sources")),
            Clock.systemUTC(),
            System::nanoTime);
  }

  /**
   * Whether somebody logged in. Returns when the answer is due, which is seconds at the most. The
   * caller wipes the secrets in {@code login}.
   *
   * @param from the client's address
   */
  public LoginOutcome login(Frame.Login login, InetAddress from) {
    long asked = System.nanoTime();
    LoginOutcome outcome = judge(login, Source.of(from));
    if (outcome instanceof LoginOutcome.Denied) {
      accounts.floor().await(asked);
    }
    return outcome;
  }

  private LoginOutcome judge(Frame.Login login, Source source) {
    try (LoginThrottle.Attempt attempt = throttle.begin(source, login.user())) {
      if (!attempt.delay().isZero()) {
        return new LoginOutcome.Later(
            wholeSeconds(attempt.delay()), LoginOutcome.Reason.GUESSED_TOO_OFTEN);
      }
      LoginOutcome outcome = authenticator.login(login, source);
      if (outcome instanceof LoginOutcome.Accepted) {
        attempt.succeeded();
      } else if (outcome instanceof LoginOutcome.Denied denied && denied.reason().isGuess()) {
        attempt.failed();
      }
      return outcome;
    } catch (HashingQueue.Busy e) {
      return new LoginOutcome.Later(e.retryAfter(), LoginOutcome.Reason.BUSY);
    }
  }

  /** Rounded up, as the wire has it. */
  private static Duration wholeSeconds(Duration delay) {
    return Duration.ofSeconds(delay.plusNanos(999_999_999).toSeconds());
  }
}
