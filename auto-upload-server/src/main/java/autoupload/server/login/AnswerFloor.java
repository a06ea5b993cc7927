package autoupload.server.login;

import autoupload.credentials.PasswordFile;
import autoupload.credentials.PasswordHash;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Minimum response time of refusals, against timing attacks: a fixed time after the request, well
 * above what the costliest line of the password file costs to check, so that the time of a refusal
 * tells nothing of its reason. On a machine so busy that the time is over, the refusal waits for
 * the next multiple of it.
 */
final class AnswerFloor {
  /** Times the measured cost: other logins and uploads want the cores too. */
  private static final int MARGIN = 3;

  private static final int MEASURED = 3;

  private static final Duration STEP = Duration.ofMillis(50);
  private static final Duration LEAST = Duration.ofMillis(200);

  private final String decoy;
  private final long floor;

  AnswerFloor(String decoy, Duration cost) {
    this.decoy = decoy;
    long steps = 1 + MARGIN * cost.toNanos() / STEP.toNanos();
    this.floor = Math.max(LEAST.toNanos(), steps * STEP.toNanos());
  }

  /**
   * Measures the costliest line by checking passwords at its cost. The quickest counts: what else
   * the machine did at the moment must not slow down every refusal from then on.
   */
  static AnswerFloor measure(PasswordFile file) {
    String decoy = PasswordHash.decoy(file); // the first hash also loads the library
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MEASURED; i++) {
      long start = System.nanoTime();
      PasswordHash.verify(decoy, "nobody's".toCharArray());
      least = Math.min(least, System.nanoTime() - start);
    }
    return new AnswerFloor(decoy, Duration.ofNanos(least));
  }

  /** A hash that costs as much as that line and is of no known password. */
  String decoy() {
    return decoy;
  }

  /** How long a refusal takes at least. */
  Duration length() {
    return Duration.ofNanos(floor);
  }

  /** When to answer, in nanoTime, a question of {@code asked} whose answer is known now. */
  long due(long asked, long now) {
    long spent = Math.max(1, now - asked);
    return asked + (spent + floor - 1) / floor * floor;
  }

  /** Returns when it is time to answer. */
  void await(long asked) {
    long due = due(asked, System.nanoTime());
    long left = due - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      left = due - System.nanoTime();
    }
  }
}
