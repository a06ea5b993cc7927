package autoupload.client.pass;

import autoupload.client.journal.Journal;
import autoupload.client.link.Connector;
import autoupload.client.login.CodeSource;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.TicketFile;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FolderWatch;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.Settling;
import autoupload.client.seal.Sealing;
import autoupload.client.seal.Seals;
import autoupload.client.send.StopSignal;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.upload.ClientId;
import autoupload.wire.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * One pass of the real client, from its journal to its last erased file, over another network.
 *
 * @param folder the source folder
 * @param journal the journal file
 */
public record SimulatedPass(
    Path folder,
    Path journal,
    Connector connector,
    Clock clock,
    StopSignal stop,
    Sealing sealing,
    boolean erase) {
  private static final FolderWatch NOTHING = FolderWatch.none();
  private static final Duration LONG = Duration.ofDays(1);
  private static final ClientId DEVICE = ClientId.of(new byte[ClientId.BYTES]);

  /**
   * Result of a pass.
   *
   * @param words the lines of its output
   */
  public record Outcome(ExitCode code, String words) {}

  /** Runs to the end, whatever happens. */
  public Outcome run() {
    ByteArrayOutputStream words = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(words, true, StandardCharsets.UTF_8);
    ExitCode code;
    try (Journal opened = Journal.open(journal)) {
      PassReport report =
          new PassReport(
              PassReport.Verbosity.VERBOSE, print, print, Progress.none(), Notices.ofThisRun());
      code = pass(opened, report).run(false, NOTHING);
    } catch (OperatorError e) {
      print.println(e.getMessage());
      code = e.exitCode();
    } catch (IOException e) {
      print.println(e.getMessage());
      code = ExitCode.IO_ERROR;
    }
    return new Outcome(code, words.toString(StandardCharsets.UTF_8));
  }

  private UploadPass pass(Journal opened, PassReport report) {
    Secret password = new Secret("password".getBytes(StandardCharsets.UTF_8));
    ClientSettings settings =
        new ClientSettings(
            connector,
            new LoginDetails(
                "user", password, CodeSource.NONE, TicketFile.inMemory(), DEVICE, "device"),
            SourceFolder.find(folder, false),
            FileChoice.standard(),
            OwnFiles.none(),
            sealing,
            new Seals(journal.resolveSibling("seals")),
            erase,
            0,
            LONG);
    return new UploadPass(
        settings,
        opened,
        clock,
        new Settling(Duration.ZERO, clock, System::nanoTime),
        new Readiness(Duration.ZERO, clock, System::nanoTime),
        stop,
        report);
  }
}
