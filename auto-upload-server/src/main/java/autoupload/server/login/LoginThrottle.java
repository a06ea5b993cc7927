package autoupload.server.login;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Brute-force throttle with exponential delays. A wrong login counts against its source and against
 * its account, whether there is such an account or not, and both have to wait longer with each. A
 * source from which the account logged in lately is judged by the failures between these two alone:
 * neither a flood from elsewhere nor a neighbour at the same address keeps out a device that was
 * there before.
 *
 * <p>Only logins are slowed down, uploads never. A plain state machine over the clocks it is given.
 * Safe for use by many threads.
 */
final class LoginThrottle {
  private static final int SOURCES = 65_536;
  private static final int ACCOUNTS = 16_384;

  private static final int FREE_OF_SOURCE = 10;
  private static final int FREE_OF_ACCOUNT = 20;
  private static final Duration LONGEST_OF_SOURCE = Duration.ofMinutes(15);

  /** Shorter: guessing at an account must not shut out its owner at a new address for long. */
  private static final Duration LONGEST_OF_ACCOUNT = Duration.ofMinutes(1);

  private final KnownSources known;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Fingerprints fingerprints = new Fingerprints();
  private final ReentrantLock lock = new ReentrantLock();
  private final PenaltyTable sources;
  private final PenaltyTable accounts;
  private final PenaltyTable pairs;

  /**
   * @param clock what day it is, for what is remembered across restarts
   * @param nanoTime how time passes
   */
  LoginThrottle(KnownSources known, Clock clock, LongSupplier nanoTime) {
    this(known, clock, nanoTime, SOURCES, ACCOUNTS);
  }

  LoginThrottle(
      KnownSources known, Clock clock, LongSupplier nanoTime, int mostSources, int mostAccounts) {
    this.known = known;
    this.clock = clock;
    this.nanoTime = nanoTime;
    long now = nanoTime.getAsLong();
    sources = new PenaltyTable(mostSources, FREE_OF_SOURCE, LONGEST_OF_SOURCE, now);
    accounts = new PenaltyTable(mostAccounts, FREE_OF_ACCOUNT, LONGEST_OF_ACCOUNT, now);
    pairs = new PenaltyTable(mostSources, FREE_OF_SOURCE, LONGEST_OF_SOURCE, now);
  }

  /**
   * Somebody wants to log in.
   *
   * @return a try that may be made, unless its {@link Attempt#delay} says otherwise; to be closed
   */
  Attempt begin(Source source, String user) {
    Attempt attempt = new Attempt(source, user, known.contains(source, user, clock.instant()));
    lock.lock();
    try {
      attempt.begin(nanoTime.getAsLong());
    } finally {
      lock.unlock();
    }
    return attempt;
  }

  /** One login attempt. */
  final class Attempt implements AutoCloseable {
    private final Source source;
    private final String user;
    private final Fingerprint account;
    private final Fingerprint pair;
    private final boolean isKnown;
    private Duration delay = Duration.ZERO;

    private Attempt(Source source, String user, boolean isKnown) {
      this.source = source;
      this.user = user;
      this.isKnown = isKnown;
      account = fingerprints.of(Fingerprints.bytes(user));
      pair = fingerprints.of(Fingerprints.bytes(source.text()), Fingerprints.bytes(user));
    }

    private void begin(long now) {
      if (isKnown) {
        delay = pairs.delay(pair, now);
      } else {
        Duration bySource = sources.delay(source, now);
        Duration byAccount = accounts.delay(account, now);
        delay = bySource.compareTo(byAccount) > 0 ? bySource : byAccount;
      }
      if (!delay.isZero()) {
        return;
      }
      if (isKnown) {
        pairs.begun(pair, now);
      } else {
        sources.begun(source, now);
        accounts.begun(account, now);
      }
    }

    /** How long to wait before the next try; zero if this one may be made. */
    Duration delay() {
      return delay;
    }

    /** The login was right. */
    void succeeded() {
      known.add(source, user, clock.instant());
    }

    /** The login was a guess, and a wrong one. */
    void failed() {
      lock.lock();
      try {
        long now = nanoTime.getAsLong();
        if (isKnown) {
          pairs.failed(pair, now);
        } else {
          sources.failed(source, now);
          accounts.failed(account, now);
        }
      } finally {
        lock.unlock();
      }
    }

    /** The try is over. */
    @Override
    public void close() {
      if (!delay.isZero()) {
        return; // it never began, another one may be at it
      }
      lock.lock();
      try {
        if (isKnown) {
          pairs.ended(pair);
        } else {
          sources.ended(source);
          accounts.ended(account);
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
