package autoupload.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class DeadlineTest {
  @Test
  void closesTheConnectionWhenItPassesEvenIfThatFails() throws InterruptedException {
    for (int i = 0; i < 2; i++) { // the failure must not end the timer
      CountDownLatch closed = new CountDownLatch(1);
      Deadline.closing(
          () -> {
            closed.countDown();
            throw new IOException("closing failed");
          },
          Duration.ofMillis(1));

      assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void leavesTheConnectionAloneOnceItIsCancelled() throws InterruptedException {
    AtomicBoolean closed = new AtomicBoolean();
    Deadline.closing(() -> closed.set(true), Duration.ofMillis(200)).cancel();
    CountDownLatch later = new CountDownLatch(1);
    Deadline.closing(later::countDown, Duration.ofMillis(201));

    assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(closed).isFalse();
  }
}
