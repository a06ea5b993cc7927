package autoupload.client.report;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Sent;
import autoupload.client.report.PassReport.Verbosity;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.SettledFile;
import autoupload.operator.ExitCode;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassReportTest {
  private static final ContentDigest DIGEST = ContentDigest.of(1, new byte[32]);

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private PassReport report(Verbosity verbosity) {
    return new PassReport(verbosity, print(out), print(err), Progress.none(), Notices.ofThisRun());
  }

  private static PrintStream print(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static SettledFile file(String name, long size) {
    return new SettledFile(
        Path.of("/folder"), new UploadName(name), new FileIdentity(size, Instant.EPOCH, 1));
  }

  private static Confirmation confirmed(String name, String stored, long size) {
    Receipt receipt = new Receipt(new UploadName(stored), size, DIGEST);
    SettledFile file = file(name, size);
    return Confirmation.match(file, Sent.plain(file, DIGEST), receipt).orElseThrow();
  }

  @Test
  void saysInOneLineWhatAPassDid() {
    PassReport report = report(Verbosity.NORMAL);
    report.confirmed(confirmed("a", "a", 1_500_000), false);
    report.confirmed(confirmed("b", "b", 500_000), false);
    report.confirmed(confirmed("c", "c", 7), true);
    report.erased(file("a", 1));
    report.kept(file("b", 1), "it has other names");
    report.deferred(file("d", 1), "it may still be written");
    report.failed(file("e", 1), "permission denied");
    report.finish();

    assertThat(text(out))
        .isEqualTo(
            "uploaded 2 files (2.0 MB), 1 already there, 1 erased here, 1 confirmed but kept,"
                + " 1 left for later, 1 failed\n");
    assertThat(text(err))
        .isEqualTo("client: kept b: it has other names\nclient: e: permission denied\n");
    assertThat(report.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void saysOneFileNotOneFiles() {
    PassReport report = report(Verbosity.NORMAL);
    report.confirmed(confirmed("a", "a", 999), false);
    report.finish();

    assertThat(text(out)).isEqualTo("uploaded 1 file (999 B)\n");
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void isSilentUnderCronWhenNothingWasDone() {
    PassReport report = report(Verbosity.NORMAL);
    report.confirmed(confirmed("a", "a", 5), true);
    report.deferred(file("b", 1), "it may still be written");
    report.finish();

    assertThat(text(out) + text(err)).isEmpty();
    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void aKeptSourceIsNoFailureSinceTheServerHasIt() {
    PassReport report = report(Verbosity.NORMAL);
    report.kept(file("a", 1), "it has other names");
    report.finish();

    assertThat(report.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(text(out)).isEqualTo("uploaded 0 files (0 B), 1 confirmed but kept\n");
  }

  @Test
  void aSourceThatALaterPassWillEraseIsCountedAsKeptAndSaidToWhoAsks() {
    for (Verbosity verbosity : List.of(Verbosity.NORMAL, Verbosity.VERBOSE)) {
      out.reset();
      PassReport report = report(verbosity);
      report.confirmed(confirmed("a", "a", 5), false);
      report.keptForNow(file("a", 5), "no such file");
      report.finish();

      assertThat(text(out)).endsWith("uploaded 1 file (5 B), 1 confirmed but kept\n");
      assertThat(text(out).contains("kept a: no such file"))
          .isEqualTo(verbosity == Verbosity.VERBOSE);
    }
    assertThat(text(err)).isEmpty();
  }

  @Test
  void ofAPassThatFailedBeforeItDidAnythingThereIsNothingToSumUp() {
    PassReport report = report(Verbosity.VERBOSE);
    report.endedEarly();
    report.finish();
    assertThat(text(out)).isEmpty();

    PassReport later = report(Verbosity.VERBOSE);
    later.confirmed(confirmed("a", "a", 5), false);
    later.endedEarly();
    later.finish();
    assertThat(text(out)).endsWith("uploaded 1 file (5 B)\n");
  }

  @Test
  void aFileLeftAloneAfterRepeatedFailuresIsStillAFailure() {
    PassReport report = report(Verbosity.NORMAL);
    report.resting(file("a", 1));
    report.finish();

    assertThat(report.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(text(out)).contains("1 left alone for a while after failing");
  }

  @Test
  void verboseGivesEachFileALine() {
    PassReport report = report(Verbosity.VERBOSE);
    report.confirmed(confirmed("a", "a~01234567", 5), false);
    report.confirmed(confirmed("b", "b", 5), true);
    report.erased(file("a", 5));
    report.deferred(file("c", 1), "it may still be written");
    report.finish();

    assertThat(text(out).lines())
        .containsExactly(
            "confirmed: a as a~01234567  " + DIGEST,
            "confirmed, already there: b  " + DIGEST,
            "erased: a",
            "left for later: c: it may still be written",
            "uploaded 1 file (5 B), 1 already there, 1 erased here, 1 left for later");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void verboseSaysThatThereWasNothingToDo() {
    PassReport report = report(Verbosity.VERBOSE);
    report.finish();

    assertThat(text(out)).isEqualTo("uploaded 0 files (0 B)\n");
  }

  @Test
  void tellsSomebodyAtATerminalThatThereWasNothingToDo() {
    for (int known : new int[] {0, 1, 3}) {
      PassReport atTerminal =
          new PassReport(
              Verbosity.NORMAL,
              print(out),
              print(err),
              Progress.on(print(err), () -> 80),
              Notices.ofThisRun());
      atTerminal.deferred(file("a", 1), "it may still be written");
      atTerminal.nothingToUpload(() -> known);
      atTerminal.finish();
    }
    PassReport underCron = report(Verbosity.NORMAL);
    underCron.nothingToUpload(() -> 3);
    underCron.finish();

    assertThat(text(out).lines())
        .containsExactly(
            "nothing to upload: no file, 1 left for later",
            "nothing to upload: 1 file on the server already, 1 left for later",
            "nothing to upload: 3 files on the server already, 1 left for later");
  }

  @Test
  void quietLeavesNothingButErrors() {
    PassReport report = report(Verbosity.QUIET);
    report.confirmed(confirmed("a", "a", 5), false);
    report.say(Notice.OTHER_STORE, "something worth knowing");
    report.failed(file("b", 1), "permission denied");
    report.finish();

    assertThat(text(out)).isEmpty();
    assertThat(text(err)).isEqualTo("client: b: permission denied\n");
    assertThat(report.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void countsWhatTheScanCouldNotTake(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("line\nfeed"), "x");
    Files.createSymbolicLink(folder.resolve("link"), folder);
    PassReport report = report(Verbosity.NORMAL);
    report.scanned(FolderScan.of(folder.toRealPath(), FileChoice.standard(), OwnFiles.none()));
    report.finish();

    assertThat(text(err))
        .isEqualTo("client: $'line\\nfeed': the name holds a control character; rename it\n");
    assertThat(text(out)).contains("1 skipped", "1 failed");
    assertThat(report.exitCode()).isEqualTo(ExitCode.INCOMPLETE);
  }

  @Test
  void noServerAndNoFileNameForgesALine() {
    PassReport report = report(Verbosity.VERBOSE);
    report.failed(file("a", 1), "refused: no\nclient: all is well\u001b[2J");
    report.detail("the server closed\r\nuploaded 5 files");
    report.say(Notice.OTHER_STORE, "a\u2028b");

    assertThat(text(err))
        .isEqualTo("client: a: refused: no?client: all is well?[2J\nclient: a?b\n");
    assertThat(text(out)).isEqualTo("the server closed??uploaded 5 files\n");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "999949, 999.9 kB",
    "999950, 1.0 MB",
    "1500000, 1.5 MB",
    "50000000000, 50.0 GB",
    "9223372036854775807, 9.2 EB",
  })
  void sizesAreInTheUnitPeopleWouldChoose(long bytes, String text) {
    assertThat(Amount.size(bytes)).isEqualTo(text);
  }
}
