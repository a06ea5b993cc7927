package autoupload.client;

import autoupload.cli.ExitCode;
import autoupload.cli.OperatorError;
import autoupload.client.confirm.Journal;
import autoupload.client.dispose.OldBytes;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FolderWatch;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.Settling;
import autoupload.client.send.StopSignal;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Passes, one or many. Running for good, it makes a pass at every interval and soon after a change
 * in the folder, and goes on whatever a pass met: only a login that is refused with a password that
 * cannot change ends it.
 */
final class UploadLoop {
  /** After a change, so long is waited for more of them, unless the interval is shorter. */
  private static final Duration GATHER = Duration.ofSeconds(1);

  /** After a refusal that a person must clear up: no hammering. */
  private static final Duration LONG_PAUSE = Duration.ofMinutes(10);

  private final Supplier<ClientSettings> settings;
  private final PassState state;
  private final Settling settling;
  private final Readiness readiness;
  private final LastOutcome outcome;
  private final Notices notices;
  private final OldBytes oldBytes = OldBytes.ofThisMachine();
  private final StopSignal stop;
  private final PassReport.Verbosity verbosity;
  private final Supplier<Progress> progress;

  /**
   * @param settings asked before each pass, so that a changed password file counts
   */
  UploadLoop(
      Supplier<ClientSettings> settings,
      Journal journal,
      Settling settling,
      Readiness readiness,
      LastOutcome outcome,
      Notices notices,
      StopSignal stop,
      PassReport.Verbosity verbosity,
      Supplier<Progress> progress) {
    this.settings = settings;
    this.state = new PassState(journal, Clock.systemUTC());
    this.settling = settling;
    this.readiness = readiness;
    this.outcome = outcome;
    this.notices = notices;
    this.stop = stop;
    this.verbosity = verbosity;
    this.progress = progress;
  }

  /** One pass; how the command ends. */
  ExitCode once() {
    try (FolderWatch nothing = new FolderWatch()) {
      return pass(true, nothing);
    }
  }

  /** Passes until the stop signal. */
  ExitCode every(Duration interval) {
    try (FolderWatch watch = new FolderWatch()) {
      stop.onRaise(watch::close);
      while (!stop.isRaised()) {
        ExitCode ended = pass(false, watch);
        boolean hopeless = ended == ExitCode.LOGIN_REFUSED || ended == ExitCode.SERVER_UNPROVEN;
        if (hopeless) {
          stop.sleep(LONG_PAUSE.compareTo(interval) > 0 ? LONG_PAUSE : interval);
        } else if (watch.await(interval)) {
          stop.sleep(GATHER.compareTo(interval) < 0 ? GATHER : interval);
        }
      }
    } catch (ClosedWatchServiceException e) {
      return ExitCode.OK; // stopped
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.OK;
  }

  private static String oldBytesSurvive(Path folder, String reason) {
    return "warning: erased files are overwritten, but their old bytes may survive in "
        + folder
        + ": "
        + reason
        + "; only encrypting the whole disk (LUKS) helps";
  }

  private ExitCode pass(boolean waits, FolderWatch watch) {
    Progress bar = progress.get();
    PassReport report = new PassReport(verbosity, System.out, System.err, bar, notices);
    try {
      ClientSettings now = settings.get();
      if (now.erase() && verbosity != PassReport.Verbosity.QUIET) {
        oldBytes
            .surviveBecause(now.folder())
            .ifPresent(reason -> report.noteOnceEver(oldBytesSurvive(now.folder(), reason)));
      }
      ExitCode code =
          new UploadPass(now, state, settling, readiness, stop, report, bar).run(waits, watch);
      outcome.succeeded();
      return code;
    } catch (OperatorError e) {
      if (stop.isRaised()) {
        return ExitCode.OK;
      }
      boolean verbose = verbosity == PassReport.Verbosity.VERBOSE;
      Optional<String> words = outcome.failed(e, Instant.now(), verbose);
      words.ifPresent(report::error);
      if (verbose) {
        e.printStackTrace();
      }
      return e.exitCode();
    }
  }
}
