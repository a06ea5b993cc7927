package autoupload.server.net;

import java.time.Duration;

/**
 * Timeouts of a graceful stop, one after the other.
 *
 * @param commits for the commits of what was received in full
 * @param answers for clients to take their receipts and close
 * @param threads for those it had to close
 */
public record StopTimes(Duration commits, Duration answers, Duration threads) {
  /** Ten seconds at most in all, of which one is left for the store: what is given to a service. */
  public static final StopTimes DEFAULT =
      new StopTimes(Duration.ofSeconds(6), Duration.ofSeconds(2), Duration.ofSeconds(1));
}
