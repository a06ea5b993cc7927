package autoupload.server.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Throughput measurement: only a client that could have sent more, for long enough, is too slow.
 */
class ThroughputTest {
  private final Throughput throughput = new Throughput(new FloorRate(1000, Duration.ofSeconds(10)));
  private long now = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos(); // it may wrap around
  private long total;

  private void seconds(int count, long bytesInEach, boolean waiting) {
    for (int i = 0; i < count; i++) {
      now += Duration.ofSeconds(1).toNanos();
      total += bytesInEach;
      throughput.look(now, total, waiting);
    }
  }

  @Test
  void aNewOneHasTimeToBegin() {
    seconds(10, 0, true);
    assertThat(throughput.isBelowFloor()).isFalse();
    seconds(1, 0, true);
    assertThat(throughput.isBelowFloor()).isTrue();
  }

  @Test
  void whoSendsEnoughStays() {
    seconds(100, 1000, true);
    assertThat(throughput.isBelowFloor()).isFalse();
    seconds(10, 1, true);
    seconds(10, 1, true);
    assertThat(throughput.isBelowFloor()).isTrue();
    assertThat(throughput.rate()).isBetween(0.5, 1.5);
  }

  @Test
  void whoGoesOnIsNotTooSlowAnyMore() {
    seconds(30, 0, true);
    seconds(1, 10_000, true);
    assertThat(throughput.isBelowFloor()).isFalse();
  }

  @Test
  void aPauseOfASecondOrTwoIsNoSlowness() {
    seconds(21, 5000, true);
    seconds(5, 0, true);
    assertThat(throughput.isBelowFloor()).isFalse();
  }

  @Test
  void timeInWhichTheServerDoesNotReadCountsAgainstNobody() {
    seconds(1000, 0, false);
    seconds(9, 0, true);
    assertThat(throughput.isBelowFloor()).isFalse();
  }
}
