package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.scan.Readiness.Held;
import autoupload.client.scan.Readiness.Judged;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadinessTest {
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  private Instant now = Instant.now();
  private long nanos = Long.MAX_VALUE - 5; // the monotonic clock may overflow at any time
  private final Readiness readiness = new Readiness(HOUR, new AdjustableClock(), () -> nanos);

  private final class AdjustableClock extends Clock {
    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private SettledFile file(String name, String content, Duration age) throws IOException {
    Path path = Files.write(folder.resolve(name), content.getBytes(StandardCharsets.ISO_8859_1));
    Files.setLastModifiedTime(path, FileTime.from(now.minus(age)));
    return new SettledFile(folder, new UploadName(name), FileIdentity.read(path));
  }

  /** A recording that has data and no index yet. */
  private SettledFile unfinished(String name, Duration age) throws IOException {
    return file(name, "\0\0\0\20ftypisom\0\0\0\1\0\0\0\0mdat....", age);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
  }

  private static List<SettledFile> files(List<Held> held) {
    return held.stream().map(Held::file).toList();
  }

  @Test
  void anUnfinishedRecordingWaitsAndTheOthersDoNot() throws Exception {
    SettledFile first = file("first.jpg", "picture", HOUR);
    SettledFile recording = unfinished("recording.mp4", Duration.ofMinutes(59));
    SettledFile text = file("notes.mp4", "not a recording in spite of its name", HOUR);
    SettledFile otherName = unfinished("recording.bin", Duration.ofMinutes(1));

    Judged judged = readiness.judge(List.of(first, recording, text, otherName));

    assertThat(judged.ready()).containsExactly(first, text, otherName);
    assertThat(judged.held()).containsExactly(new Held(recording, "its recording is not finished"));
    assertThat(judged.givenUp()).isEmpty();
  }

  @Test
  void aFinishedRecordingIsReadyAtOnce() throws Exception {
    SettledFile recording =
        file("a.MP4", "\0\0\0\20ftypisom\0\0\0\1\0\0\0\14mdat....\0\0\0\10moov", Duration.ZERO);

    assertThat(readiness.judge(List.of(recording)).ready()).containsExactly(recording);
  }

  @Test
  void aRecordingThatNeverBeganIsWaitedForTwoMinutes() throws Exception {
    SettledFile begins = file("begins.mp4", "", Duration.ofSeconds(119));
    SettledFile empty = file("empty.mp4", "", Duration.ofSeconds(121));
    SettledFile seven = file("seven.mp4", "\0\0\0\20fty", Duration.ofSeconds(121));

    Judged judged = readiness.judge(List.of(begins, empty, seven));

    assertThat(judged.held()).extracting(Held::file).containsExactly(begins);
    assertThat(judged.givenUp()).containsExactly(empty, seven);
    Readiness hasty = new Readiness(Duration.ofSeconds(60), new AdjustableClock(), () -> nanos);
    assertThat(hasty.judge(List.of(begins)).held()).as("--give-up-waiting 60").isEmpty();
  }

  @Test
  void aRecordingThatWasNeverFinishedIsGivenUpAfterAWhile() throws Exception {
    SettledFile recording = unfinished("recording.mp4", HOUR);

    Judged judged = readiness.judge(List.of(recording));

    assertThat(judged.ready()).containsExactly(recording);
    assertThat(judged.givenUp()).containsExactly(recording);
    assertThat(judged.held()).isEmpty();
  }

  @Test
  void aRecordingFromTheFutureIsGivenUpByTheMonotonicClock() throws Exception {
    SettledFile recording = unfinished("recording.mp4", Duration.ofDays(-400));

    assertThat(readiness.judge(List.of(recording)).ready()).isEmpty();
    pass(HOUR.minusNanos(1));
    assertThat(readiness.judge(List.of(recording)).ready()).isEmpty();
    pass(Duration.ofNanos(1));
    assertThat(readiness.judge(List.of(recording)).givenUp()).containsExactly(recording);
  }

  @Test
  void aChangeMeansToWaitAgain() throws Exception {
    SettledFile before = unfinished("recording.mp4", Duration.ofDays(-400));
    readiness.judge(List.of(before));
    pass(HOUR);
    SettledFile after = unfinished("recording.mp4", Duration.ofDays(-401));

    assertThat(readiness.judge(List.of(after)).ready()).isEmpty();
  }

  @Test
  void aRecordingFromTheFutureIsAlsoJudgedByTheDayItCameHere() throws Exception {
    Instant arrival = now;
    SettledFile recording = unfinished("recording.mp4", Duration.ofDays(-400));
    now = arrival.plus(HOUR).plusSeconds(60); // as another process would find it

    assertThat(readiness.judge(List.of(recording)).givenUp()).containsExactly(recording);
  }

  @Test
  void aClockBeforeTheRecordingMakesItWait() throws Exception {
    SettledFile recording = unfinished("recording.mp4", Duration.ZERO);
    now = Instant.EPOCH;

    assertThat(files(readiness.judge(List.of(recording)).held())).containsExactly(recording);
  }

  @Test
  void whoeverDoesNotWantToWaitDoesNot() throws Exception {
    SettledFile recording = unfinished("recording.mp4", Duration.ofDays(-1));
    Readiness impatient = new Readiness(Duration.ZERO, Clock.systemUTC(), System::nanoTime);

    assertThat(impatient.judge(List.of(recording)).givenUp()).containsExactly(recording);
  }

  @Test
  void aFileSomebodyWritesWaitsHoweverOldItIs() throws Exception {
    SettledFile log = file("log.txt", "lines", Duration.ofDays(400));
    SettledFile recording = unfinished("recording.mp4", Duration.ofDays(400));
    SettledFile other = file("other.txt", "lines", HOUR);

    Holder.whileOpen(
        log.path(),
        ">>",
        () ->
            Holder.whileOpen(
                recording.path(),
                ">>",
                () -> {
                  Judged judged = readiness.judge(List.of(log, recording, other));
                  assertThat(judged.ready()).containsExactly(other);
                  assertThat(files(judged.held())).containsExactly(log, recording);
                  assertThat(judged.held()).allMatch(h -> h.reason().contains("open for writing"));
                }));
    assertThat(readiness.judge(List.of(log, recording)).ready()).containsExactly(log, recording);
  }

  @Test
  void aFileThatCannotBeReadIsLeftToWhoReportsIt() throws Exception {
    SettledFile gone = unfinished("gone.mp4", Duration.ofMinutes(1));
    Files.delete(gone.path());

    assertThat(readiness.judge(List.of(gone)).ready()).containsExactly(gone);
  }
}
