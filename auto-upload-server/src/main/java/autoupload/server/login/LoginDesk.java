package autoupload.server.login;

import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Login service for all connections: credential check, throttle and response time. Every wrong
 * login gets the same answer after the same time, whether there is such a user or not; guessing is
 * slow; and the cost of a login is bounded. Safe for use by many threads.
 */
public final class LoginDesk {
  private final AccountSource accounts;
  private final Authenticator authenticator;
  private final LoginThrottle throttle;

  /**
   * For the users of {@code accounts}.
   *
   * @param memory what earlier logins left behind
   */
  public LoginDesk(AccountSource accounts, LoginMemory memory) {
    this.accounts = accounts;
    this.authenticator = new Authenticator(accounts, memory);
    this.throttle = new LoginThrottle(memory.knownSources(), memory.clock(), System::nanoTime);
  }

  /**
   * Whether somebody logged in. Returns when the answer is due, which is seconds at the most. The
   * caller wipes the secrets in {@code login}.
   *
   * @param client which device it says it is
   * @param from the client's address
   * @param mayEnter asked once it is known that it is this user, before anything is kept of the
   *     login. If it says no, the client is to come again later
   * @throws IOException if this server cannot tell now, for want of a working disk
   */
  public LoginOutcome login(
      Frame.Login login, ClientId client, InetAddress from, Predicate<UserName> mayEnter)
      throws IOException {
    long asked = System.nanoTime();
    LoginOutcome outcome = judge(login, client, Source.of(from), mayEnter);
    if (outcome instanceof LoginOutcome.Denied) {
      accounts.floor().await(asked);
    }
    return outcome;
  }

  /** Whom the user's files are to be sealed for; empty if the line has none that is usable. */
  public Optional<String> recipient(AuthenticatedUser user) {
    return authenticator.recipient(user);
  }

  private LoginOutcome judge(
      Frame.Login login, ClientId client, Source source, Predicate<UserName> mayEnter)
      throws IOException {
    if (!login.ticket().isEmpty()) { // nobody guesses 256 bits, and it costs no hash
      return ticket(login, client, source, mayEnter);
    }
    try (LoginThrottle.Attempt attempt = throttle.begin(source, login.user())) {
      if (!attempt.delay().isZero()) {
        return new LoginOutcome.Later(
            wholeSeconds(attempt.delay()), LoginOutcome.Reason.GUESSED_TOO_OFTEN);
      }
      LoginOutcome outcome = authenticator.login(login, client, source, mayEnter);
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

  private LoginOutcome ticket(
      Frame.Login login, ClientId client, Source source, Predicate<UserName> mayEnter)
      throws IOException {
    try {
      return authenticator.login(login, client, source, mayEnter);
    } catch (HashingQueue.Busy e) {
      throw new IllegalStateException("a ticket needs no hash", e);
    }
  }

  /** Rounded up, as the wire has it. */
  private static Duration wholeSeconds(Duration delay) {
    return Duration.ofSeconds(delay.plusNanos(999_999_999).toSeconds());
  }
}
