package autoupload.client.report;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Rate of a transfer over its last seconds, so that neither an outage nor a pause before the first
 * byte counts for long. Not safe for use by many threads.
 */
final class TransferRate {
  private static final long WINDOW_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long STEP_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LEAST_NANOS = Duration.ofSeconds(1).toNanos();

  /** How much had passed at a time. */
  private record Sample(long at, long bytes) {}

  private final Deque<Sample> samples = new ArrayDeque<>();
  private long total;

  /** That many bytes passed, up to now. */
  void add(long bytes, long nanoTime) {
    total += bytes;
    if (samples.isEmpty() || nanoTime - samples.getLast().at >= STEP_NANOS) {
      samples.add(new Sample(nanoTime, total));
    }
    while (nanoTime - samples.getFirst().at > WINDOW_NANOS) {
      samples.removeFirst();
    }
  }

  /** Bytes per second; 0 until that can be told. */
  long perSecond(long nanoTime) {
    if (samples.isEmpty() || nanoTime - samples.getFirst().at < LEAST_NANOS) {
      return 0;
    }
    Sample first = samples.getFirst();
    return Math.round((total - first.bytes) / ((nanoTime - first.at) / 1e9));
  }
}
