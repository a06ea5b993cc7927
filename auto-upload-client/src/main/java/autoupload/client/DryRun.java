package autoupload.client;

import autoupload.cli.ExitCode;
import autoupload.cli.IoReason;
import autoupload.cli.OperatorError;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FileChoice;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.OwnFiles;
import autoupload.client.scan.SettledFile;
import java.io.IOException;
import java.nio.file.Path;

/** Lists what is in the folder, and does nothing. */
final class DryRun {
  private DryRun() {}

  static ExitCode of(Path folder, FileChoice choice, OwnFiles own, PassReport.Verbosity verbosity) {
    try {
      FolderScan scan = FolderScan.of(folder, choice, own);
      PassReport report =
          new PassReport(verbosity, System.out, System.err, Progress.none(), Notices.ofThisRun());
      report.scanned(scan);
      for (SettledFile file : scan.files()) {
        System.out.println(file.identity().size() + "\t" + file.name());
      }
      return report.exitCode();
    } catch (IOException e) {
      throw OperatorError.usage("cannot list the folder " + folder + ": " + IoReason.of(e));
    }
  }
}
