package autoupload.client.link;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Exponential backoff with jitter: pauses double from one second up to five minutes, each drawn
 * between half of that and all of it, so that devices that lost the server together do not come
 * back together.
 */
public final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final RandomGenerator random;
  private Duration next = FIRST;

  /** Starts with the shortest wait. */
  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /** The next wait. */
  public Duration next() {
    long most = next.toMillis();
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
  }

  /** Something worked: the next wait is the shortest again. */
  public void reset() {
    next = FIRST;
  }
}
