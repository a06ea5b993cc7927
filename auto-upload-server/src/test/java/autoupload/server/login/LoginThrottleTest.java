package autoupload.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.storage.local.LocalStateStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login throttle: a source that guesses waits longer each time, and others are left alone. */
class LoginThrottleTest {
  private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
  private static final Source HERE = new Source("192.0.2.1");
  private static final Source THERE = new Source("198.51.100.1");

  @TempDir private Path dir;
  private long now = Long.MAX_VALUE - Duration.ofHours(1).toNanos(); // it may overflow

  private final Clock clock =
      new Clock() {
        private final long start = now;

        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return START.plusNanos(now - start);
        }
      };

  private LoginThrottle throttle(int sources, int accounts) {
    return new LoginThrottle(
        KnownSources.open(new LocalStateStore(dir), "known"), clock, () -> now, sources, accounts);
  }

  private LoginThrottle throttle() {
    return throttle(1000, 1000);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static Duration delay(LoginThrottle throttle, Source source, String user) {
    try (LoginThrottle.Attempt attempt = throttle.begin(source, user)) {
      return attempt.delay();
    }
  }

  /** Guesses wrong {@code times}, as soon as it may each time. */
  private void guess(LoginThrottle throttle, Source source, String user, int times) {
    for (int done = 0; done < times; ) {
      try (LoginThrottle.Attempt attempt = throttle.begin(source, user)) {
        if (attempt.delay().isZero()) {
          attempt.failed();
          done++;
        }
        pass(attempt.delay());
      }
    }
  }

  private static void login(LoginThrottle throttle, Source source, String user) {
    try (LoginThrottle.Attempt attempt = throttle.begin(source, user)) {
      assertThat(attempt.delay()).isZero();
      attempt.succeeded();
    }
  }

  @Test
  void aFewMistakesCostNothing() {
    LoginThrottle throttle = throttle();
    guess(throttle, HERE, "alice", 10);

    assertThat(delay(throttle, HERE, "alice")).isZero();
  }

  @Test
  void eachFurtherGuessDoublesTheDelayOfItsAddressForEveryAccount() {
    LoginThrottle throttle = throttle();
    guess(throttle, HERE, "alice", 11);
    assertThat(delay(throttle, HERE, "bob")).isEqualTo(Duration.ofSeconds(1));
    guess(throttle, HERE, "carol", 3);
    assertThat(delay(throttle, HERE, "bob")).isEqualTo(Duration.ofSeconds(8));
    pass(Duration.ofSeconds(7));
    assertThat(delay(throttle, HERE, "bob")).isEqualTo(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(1));
    assertThat(delay(throttle, HERE, "bob")).isZero();
    assertThat(delay(throttle, THERE, "bob")).isZero();

    guess(throttle, HERE, "bob", 50);
    assertThat(delay(throttle, HERE, "bob")).isEqualTo(Duration.ofMinutes(15));
  }

  @Test
  void manyAddressesThatGuessAtOneAccountAreSlowedDownTogether() {
    LoginThrottle throttle = throttle();
    for (int i = 0; i < 21; i++) {
      guess(throttle, new Source("203.0.113." + i), "alice", 1);
    }
    assertThat(delay(throttle, THERE, "alice")).isEqualTo(Duration.ofSeconds(1));
    assertThat(delay(throttle, THERE, "bob")).isZero();
  }

  @Test
  void neitherAFloodNorANeighbourKeepsOutWhoWasThereBefore() {
    LoginThrottle throttle = throttle();
    login(throttle, HERE, "alice");
    guess(throttle, THERE, "alice", 30);
    guess(throttle, HERE, "bob", 30);

    assertThat(delay(throttle, HERE, "alice")).isZero();
    assertThat(delay(throttle(), HERE, "alice")).as("after a restart").isZero();
    assertThat(delay(throttle, HERE, "carol")).isPositive();
    guess(throttle, HERE, "alice", 11);
    assertThat(delay(throttle, HERE, "alice")).isPositive();
  }

  @Test
  void whoHasAnAccountOfHisOwnDoesNotClearHisRecordWithIt() {
    LoginThrottle throttle = throttle();
    login(throttle, HERE, "mallory");
    guess(throttle, HERE, "alice", 12);
    login(throttle, HERE, "mallory");

    assertThat(delay(throttle, HERE, "alice")).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void whoGuessedMayTryOneAtATimeOnly() {
    LoginThrottle throttle = throttle();
    guess(throttle, HERE, "alice", 12);
    pass(Duration.ofHours(1));
    try (LoginThrottle.Attempt first = throttle.begin(HERE, "alice")) {
      assertThat(first.delay()).isZero();
      assertThat(delay(throttle, HERE, "bob")).isPositive();
      assertThat(delay(throttle, HERE, "bob")).as("that one began nothing").isPositive();
    }
    assertThat(delay(throttle, HERE, "bob")).isZero();
  }

  @Test
  void aDayWithoutAGuessForgivesEverything() {
    LoginThrottle throttle = throttle();
    guess(throttle, HERE, "alice", 40);
    pass(Duration.ofHours(24));
    guess(throttle, HERE, "alice", 10);

    assertThat(delay(throttle, HERE, "alice")).isZero();
  }

  @Test
  void aThirtyDaysOldLoginCountsAnd31DaysDoNot() {
    LoginThrottle throttle = throttle();
    login(throttle, HERE, "alice");
    pass(Duration.ofDays(30));
    guess(throttle, THERE, "alice", 40);
    assertThat(delay(throttle, HERE, "alice")).isZero();
    pass(Duration.ofDays(1));
    guess(throttle, THERE, "alice", 40);
    assertThat(delay(throttle, HERE, "alice")).isPositive();
  }

  @Test
  void aFloodOfOtherAddressesDoesNotMakeItForgetWhoGuessedMost() {
    LoginThrottle throttle = throttle(100, 100);
    guess(throttle, HERE, "alice", 14);
    for (int i = 0; i < 10_000; i++) {
      guess(throttle, new Source("10.0." + i / 256 + "." + i % 256), "nobody" + i, 1);
    }
    assertThat(delay(throttle, HERE, "bob")).isPositive();
  }

  /** Reference model of the same rules, as naive as possible: every failure is kept. */
  private static final class Model {
    private static final class Guesser {
      private final List<Long> failures = new ArrayList<>();
      private long number;
    }

    private final int capacity;
    private final int free;
    private final long longest;
    private final Map<Object, Guesser> records = new HashMap<>();
    private long numbers;

    Model(int capacity, int free, Duration longest) {
      this.capacity = capacity;
      this.free = free;
      this.longest = longest.toNanos();
    }

    private static long last(Guesser record) {
      return record.failures.get(record.failures.size() - 1);
    }

    void forgive(long now) {
      records.values().removeIf(r -> now - last(r) >= Duration.ofDays(1).toNanos());
    }

    long delay(Object key, long now) {
      forgive(now);
      Guesser record = records.get(key);
      if (record == null || record.failures.size() <= free) {
        return 0;
      }
      double wait = 1e9 * Math.pow(2, record.failures.size() - free - 1);
      return Math.max(0, (long) Math.min(wait, (double) longest) - (now - last(record)));
    }

    void failed(Object key, long now) {
      forgive(now);
      if (!records.containsKey(key) && records.size() == capacity) {
        records.remove(
            records.entrySet().stream()
                .min(
                    Comparator.comparingInt((Map.Entry<Object, Guesser> e) -> size(e))
                        .thenComparingLong(e -> last(e.getValue()))
                        .thenComparingLong(e -> e.getValue().number))
                .orElseThrow()
                .getKey());
      }
      Guesser record = records.computeIfAbsent(key, k -> new Guesser());
      if (record.failures.isEmpty()) {
        record.number = numbers++;
      }
      record.failures.add(now);
    }

    private static int size(Map.Entry<Object, Guesser> entry) {
      return entry.getValue().failures.size();
    }
  }

  @Test
  void agreesWithTheNaiveModelWhateverHappens() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      now = 0;
      PenaltyTable table = new PenaltyTable(8, 3, Duration.ofMinutes(15), now);
      Model model = new Model(8, 3, Duration.ofMinutes(15));
      for (int step = 0; step < 5000; step++) {
        String key = "source " + (int) Math.abs(random.nextGaussian() * 6);
        switch (random.nextInt(10)) {
          case 0 -> pass(Duration.ofMinutes(random.nextInt(40)));
          case 1 -> {
            if (random.nextInt(30) == 0) {
              pass(Duration.ofHours(random.nextInt(30)));
            }
          }
          case 2, 3, 4, 5 -> {
            // The table sweeps once a minute at most: between sweeps it may hold what is forgiven.
            pass(Duration.ofSeconds(60));
            table.failed(key, now);
            model.failed(key, now);
          }
          default -> pass(Duration.ofMillis(random.nextInt(3000)));
        }
        assertThat(table.delay(key, now).toNanos())
            .as("seed %d step %d", seed, step)
            .isEqualTo(model.delay(key, now));
        assertThat(table.size()).isLessThanOrEqualTo(8);
      }
    }
  }
}
