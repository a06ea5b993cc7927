package autoupload.client.pass;

import java.time.Duration;

/**
 * Backoff after a refused login, for a client that keeps running: longer each time, up to an hour,
 * since the same words are not getting better.
 */
final class LoginPause {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private Duration next = FIRST;

  /** The next pause, which is no shorter than {@code atLeast}. */
  Duration next(Duration atLeast) {
    Duration pause = next.compareTo(atLeast) > 0 ? next : atLeast;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
    return pause;
  }

  /** It was not refused: the next pause is the shortest again. */
  void reset() {
    next = FIRST;
  }
}
