package autoupload.client.send;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class StopSignalTest {
  private final StopSignal stop = new StopSignal();

  @Test
  void endsWhatWaits() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> slept = thread.submit(() -> stop.sleep(Duration.ofHours(1)));
      stop.raise();
      assertThat(slept.get(30, TimeUnit.SECONDS)).isFalse();
    } finally {
      thread.shutdownNow();
    }
    assertThat(stop.isRaised()).isTrue();
    assertThat(stop.sleep(Duration.ofHours(1))).isFalse();
  }

  @Test
  void letsSleepWhoeverIsNotToStop() {
    assertThat(stop.sleep(Duration.ofMillis(1))).isTrue();
    assertThat(stop.sleep(Duration.ZERO)).isTrue();
  }

  @Test
  void runsTheActionsThatWereNotTakenBackOnce() {
    AtomicInteger kept = new AtomicInteger();
    AtomicInteger forgotten = new AtomicInteger();
    Runnable action = forgotten::incrementAndGet;
    stop.onRaise(kept::incrementAndGet);
    stop.onRaise(action);
    stop.forget(action);
    stop.raise();

    assertThat(kept).hasValue(1);
    assertThat(forgotten).hasValue(0);
  }

  @Test
  void runsAnActionThatComesTooLateAtOnce() {
    AtomicInteger late = new AtomicInteger();
    stop.raise();
    stop.onRaise(late::incrementAndGet);

    assertThat(late).hasValue(1);
  }
}
