package autoupload.tests.load;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Barrier at which many threads wait until all of them are there and {@link #end()} lets them go
 * on.
 */
final class Meeting {
  private final CountDownLatch missing;
  private final CountDownLatch end = new CountDownLatch(1);

  Meeting(int members) {
    missing = new CountDownLatch(members);
  }

  /** One more is there, and does not wait. */
  void arrive() {
    missing.countDown();
  }

  /** One more is there, and waits for the end. */
  void arriveAndWait() {
    missing.countDown();
    await(end, Duration.ofMinutes(10));
  }

  /** Waits until all are there. */
  boolean awaitAll(Duration atMost) {
    return await(missing, atMost);
  }

  long missing() {
    return missing.getCount();
  }

  /** Lets all go on. */
  void end() {
    end.countDown();
  }

  private static boolean await(CountDownLatch latch, Duration atMost) {
    try {
      return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
