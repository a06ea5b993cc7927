package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.upload.UploadName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettlingTest {
  private static final Instant NOW = Instant.parse("2024-05-01T12:00:00Z");

  private Instant now = NOW;
  private long nanos = Long.MAX_VALUE - 5_000_000_000L; // it overflows after five seconds
  private final Settling settling = settling(10);

  private Settling settling(int seconds) {
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now;
          }
        };
    return new Settling(Duration.ofSeconds(seconds), clock, () -> nanos);
  }

  private void pass(double seconds) {
    Duration time = Duration.ofNanos(Math.round(seconds * 1e9));
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private static SettledFile file(String name, long size, Instant modified, int inode) {
    return new SettledFile(
        Path.of("/folder"), new UploadName(name), new FileIdentity(size, modified, inode));
  }

  private static SettledFile modified(Instant time) {
    return file("a", 1, time, 1);
  }

  private boolean settles(SettledFile file) {
    Settling.Sorted sorted = settling.sort(List.of(file));
    assertThat(sorted.settled().size() + sorted.young().size()).isEqualTo(1);
    return !sorted.settled().isEmpty();
  }

  @Test
  void aFileIsSettledOnceNobodyChangedItForTheSettleTime() {
    assertThat(settles(modified(NOW.minusSeconds(10)))).isTrue();
    assertThat(settles(modified(NOW.minusSeconds(10).plusNanos(1)))).isFalse();
    assertThat(settles(modified(Instant.EPOCH))).isTrue();
  }

  @Test
  void keepsTheOrderOfTheFiles() {
    SettledFile a = file("a", 1, NOW.minusSeconds(30), 1);
    SettledFile b = file("b", 1, NOW, 2);
    SettledFile c = file("c", 1, NOW.minusSeconds(20), 3);
    SettledFile d = file("d", 1, NOW, 4);

    Settling.Sorted sorted = settling.sort(List.of(d, c, b, a));

    assertThat(sorted.settled()).containsExactly(c, a);
    assertThat(sorted.young()).containsExactly(d, b);
  }

  @Test
  void waitsJustAsLongAsTheYoungestNeeds() {
    SettledFile older = file("a", 1, NOW.minusSeconds(8), 1);
    SettledFile younger = file("b", 1, NOW.minusSeconds(3), 2);

    assertThat(settling.untilSettled(List.of(older, younger))).isEqualTo(Duration.ofSeconds(7));
    assertThat(settling.untilSettled(List.of())).isZero();

    pass(7);
    assertThat(settling.sort(List.of(older, younger)).young()).isEmpty();
  }

  @Test
  void onAMachineWhoseClockSays1970FilesSettleByBeingWatched() {
    SettledFile file = modified(NOW);
    now = Instant.ofEpochSecond(30);

    assertThat(settles(file)).isFalse();
    assertThat(settling.untilSettled(List.of(file))).isEqualTo(Duration.ofSeconds(10));
    pass(9.9);
    assertThat(settles(file)).isFalse();
    pass(0.1);
    assertThat(settles(file)).isTrue();
  }

  @Test
  void aFileFromTheFutureSettlesByBeingWatched() {
    SettledFile file = modified(NOW.plus(Duration.ofDays(400)));

    assertThat(settles(file)).isFalse();
    assertThat(settling.untilSettled(List.of(file))).isEqualTo(Duration.ofSeconds(10));
    pass(10);
    assertThat(settles(file)).isTrue();
  }

  @Test
  void aFileThatIsWrittenWhileTheClockIsSetDoesNotLookOldByThat() {
    now = Instant.parse("2023-01-01T00:00:00Z"); // as it was saved at the last shutdown
    SettledFile written = modified(now);
    assertThat(settles(written)).isFalse();

    pass(1);
    now = NOW;
    assertThat(settles(written)).isFalse();
    assertThat(settling.untilSettled(List.of(written))).isEqualTo(Duration.ofSeconds(9));
    pass(1);
    SettledFile other = file("b", 1, Instant.parse("2023-01-01T00:00:01Z"), 2);
    assertThat(settling.sort(List.of(written, other)).settled()).isEmpty();
    assertThat(settling.untilSettled(List.of(written, other))).isEqualTo(Duration.ofSeconds(10));
    pass(10);
    assertThat(settling.sort(List.of(written, other)).young()).isEmpty();
    assertThat(settles(modified(NOW.minusSeconds(11)))).as("dates count again").isTrue();
  }

  @Test
  void aClockThatIsCorrectedALittleChangesNothing() {
    settles(modified(NOW));
    pass(1);
    now = now.plusSeconds(1);

    assertThat(settles(file("old", 1, NOW.minusSeconds(30), 2))).isTrue();
  }

  @Test
  void aDateOfAClockThatWasNeverSetProvesNothing() {
    SettledFile file = modified(Instant.ofEpochSecond(90));

    assertThat(settles(file)).isFalse();
    assertThat(settling.untilSettled(List.of(file))).isEqualTo(Duration.ofSeconds(10));
    pass(10);
    assertThat(settles(file)).isTrue();
  }

  /** A pass may have failed to upload it; the next one must not wait once more. */
  @Test
  void whatWasSettledByBeingWatchedStaysSoWhileItIsUnchanged() {
    SettledFile file = modified(NOW.plus(Duration.ofDays(400)));
    settles(file);
    pass(10);
    assertThat(settles(file)).isTrue();
    pass(1);
    assertThat(settles(file)).isTrue();

    assertThat(settles(file("a", 2, file.identity().modified(), 1))).isFalse();
  }

  @Test
  void theTimesOfFilesMayBeAnything() {
    for (Instant time : List.of(Instant.MIN, Instant.EPOCH.minusSeconds(1))) {
      assertThat(settles(modified(time))).isTrue();
    }
    assertThat(settles(modified(Instant.MAX))).isFalse();
    assertThat(settling.untilSettled(List.of(modified(Instant.MAX))))
        .isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void anyChangeDuringTheWaitStartsItAnew() {
    Instant future = NOW.plusSeconds(1000);
    SettledFile first = file("a", 1, future, 1);
    List<SettledFile> changed =
        List.of(
            file("a", 2, future, 1), // it grew
            file("a", 2, future.plusNanos(1), 1), // it was written to
            file("a", 2, future.plusNanos(1), 2)); // it was replaced

    assertThat(settles(first)).isFalse();
    for (SettledFile next : changed) {
      pass(9);
      assertThat(settles(next)).isFalse();
    }
    pass(9);
    assertThat(settles(changed.get(2))).isFalse();
    pass(1);
    assertThat(settles(changed.get(2))).isTrue();
  }

  @Test
  void aFileThatWasAwayIsWatchedAnew() {
    SettledFile file = modified(NOW.plusSeconds(1000));
    settles(file);
    pass(5);
    settling.sort(List.of());
    pass(5);

    assertThat(settles(file)).isFalse();
  }

  @Test
  void aSettleTimeOfZeroTakesEveryFileAtOnce() {
    Settling eager = settling(0);
    SettledFile future = modified(NOW.plusSeconds(1000));

    assertThat(eager.sort(List.of(future, modified(NOW))).young()).isEmpty();
  }
}
