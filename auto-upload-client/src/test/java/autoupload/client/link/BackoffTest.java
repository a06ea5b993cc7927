package autoupload.client.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final int[] SECONDS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300};

  private static List<Duration> waits(RandomGenerator random) {
    Backoff backoff = new Backoff(random);
    List<Duration> waits = new ArrayList<>();
    for (int i = 0; i < SECONDS.length; i++) {
      waits.add(backoff.next());
    }
    return waits;
  }

  @Test
  void doublesUpToFiveMinutesEachBetweenHalfAndAllOfIt() {
    for (int seed = 0; seed < 200; seed++) {
      List<Duration> waits = waits(new SplittableRandom(seed));
      for (int i = 0; i < SECONDS.length; i++) {
        assertThat(waits.get(i))
            .isBetween(Duration.ofMillis(SECONDS[i] * 500L), Duration.ofSeconds(SECONDS[i]));
      }
    }
  }

  @Test
  void usesTheWholeRange() {
    assertThat(waits(new Fixed(false)).get(8)).isEqualTo(Duration.ofSeconds(128));
    assertThat(waits(new Fixed(true)).get(8)).isEqualTo(Duration.ofSeconds(256));
  }

  @Test
  void devicesThatLostTheServerTogetherDoNotComeBackTogether() {
    assertThat(waits(new SplittableRandom(1))).isNotEqualTo(waits(new SplittableRandom(2)));
    assertThat(waits(new SplittableRandom(1))).isEqualTo(waits(new SplittableRandom(1)));
  }

  @Test
  void startsAgainAfterASuccess() {
    Backoff backoff = new Backoff(new SplittableRandom(1));
    for (int i = 0; i < 20; i++) {
      assertThat(backoff.next()).isPositive();
    }
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.next()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  /** Random generator that draws the least or the most there is. */
  private record Fixed(boolean most) implements RandomGenerator {
    @Override
    public long nextLong() {
      return 0;
    }

    @Override
    public long nextLong(long bound) {
      return most ? bound - 1 : 0;
    }
  }
}
