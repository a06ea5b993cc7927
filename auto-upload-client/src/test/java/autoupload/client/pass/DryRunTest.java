package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Journal;
import autoupload.client.journal.Sent;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.SettledFile;
import autoupload.operator.ExitCode;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunTest {
  private static final Path SERVED = Path.of("/served");

  @TempDir private Path temporary;
  private Path folder;
  private Path base;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("folder"));
    base = temporary.resolve("state");
  }

  private Path file(String name, int age) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "x".repeat(1000));
    return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(age)));
  }

  /** What the folder has now is on the server. */
  private void upload() throws IOException {
    try (StateFolder state = StateFolder.open(base, "server:443", "user", SERVED).orElseThrow();
        Journal journal = state.journal()) {
      for (SettledFile file : FolderScan.of(folder, FileChoice.standard(), own()).files()) {
        ContentDigest digest = ContentDigest.of(1, new byte[32]);
        Receipt receipt = new Receipt(file.name(), file.identity().size(), digest);
        journal.confirm(Confirmation.match(file, Sent.plain(file, digest), receipt).orElseThrow());
      }
    }
  }

  private static OwnFiles own() {
    return OwnFiles.none();
  }

  private List<String> dryRun(boolean erases, int keepNewest) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8);
    PassReport report =
        new PassReport(
            PassReport.Verbosity.NORMAL, print, print, Progress.none(), Notices.ofThisRun());
    Optional<Journal> journal = StateFolder.peek(base, "server:443", "user", SERVED);
    Readiness readiness = new Readiness(Duration.ofHours(1), Clock.systemUTC(), System::nanoTime);
    ExitCode code =
        new DryRun(folder, FileChoice.standard(), own(), journal, erases, keepNewest, print)
            .run(readiness, report);
    assertThat(code).isEqualTo(ExitCode.OK);
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void listsWhatIsNewAndNotWhatTheServerHas() throws IOException {
    file("old", 100);
    upload();
    file("one", 50);
    file("two words", 40);

    assertThat(dryRun(false, 0))
        .containsExactly(
            "would upload one (1.0 kB)",
            "would upload 'two words' (1.0 kB)",
            "would upload 2 files (2.0 kB), 1 file (1.0 kB) on the server already");
  }

  @Test
  void saysWhatWouldBeErasedAndWhatNot() throws IOException {
    Path linked = file("linked", 200);
    Files.createLink(temporary.resolve("link"), linked);
    file("old", 100);
    upload();
    file("new", 50);
    file("newest", 40);

    assertThat(dryRun(true, 1))
        .containsExactly(
            "would keep linked (1.0 kB): it has other names (hard links)",
            "would erase old (1.0 kB), which is on the server",
            "would upload and erase new (1.0 kB)",
            "would upload newest (1.0 kB)",
            "would keep newest (1.0 kB): it is one of the newest",
            "would upload 2 files (2.0 kB), would erase 2 files (2.0 kB), would keep 2 files"
                + " (2.0 kB), 2 files (2.0 kB) on the server already");
    assertThat(folder.resolve("old")).exists();
  }

  @Test
  void saysThatThereIsNothing() throws IOException {
    assertThat(dryRun(false, 0)).containsExactly("nothing to upload, nothing on the server yet");
    file("old", 100);
    upload();
    assertThat(dryRun(false, 0))
        .containsExactly("nothing to upload, 1 file (1.0 kB) on the server already");
  }

  @Test
  void makesNoStateAndChangesNone() throws IOException {
    file("old", 100);
    dryRun(true, 0);
    assertThat(base).doesNotExist();

    upload();
    Path journal;
    try (Stream<Path> all = Files.walk(base)) {
      journal = all.filter(path -> path.endsWith("journal")).findFirst().orElseThrow();
    }
    byte[] torn = "torn".getBytes(StandardCharsets.UTF_8); // the next record, half written
    Files.write(journal, torn, StandardOpenOption.APPEND);
    byte[] before = Files.readAllBytes(journal);

    assertThat(dryRun(false, 0)).last().asString().contains("1 file (1.0 kB) on the server");
    assertThat(Files.readAllBytes(journal)).isEqualTo(before);
  }

  @Test
  void doesNotMindAClientThatIsAtWork() throws IOException {
    file("old", 100);
    upload();
    try (StateFolder other = StateFolder.open(base, "server:443", "user", SERVED).orElseThrow()) {
      assertThat(other).isNotNull();
      assertThat(dryRun(false, 0)).hasSize(1);
    }
  }

  @Test
  void leavesWhatARunWouldLeave() throws IOException {
    Files.setLastModifiedTime(
        Files.writeString(folder.resolve("cut.mp4"), "\0\0\0\20ftypisom\0\0\0\1\0\0\0\0mdat..."),
        FileTime.from(Instant.now().minusSeconds(60)));

    assertThat(dryRun(false, 0))
        .containsExactly(
            "would leave cut.mp4 (27 B) for later: its recording is not finished",
            "nothing to upload, would leave 1 file (27 B) for later, nothing on the server yet");
  }
}
