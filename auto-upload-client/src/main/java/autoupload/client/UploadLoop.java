package autoupload.client;

import autoupload.cli.ExitCode;
import autoupload.cli.OperatorError;
import autoupload.cli.ShellWord;
import autoupload.client.confirm.Journal;
import autoupload.client.dispose.OldBytes;
import autoupload.client.report.Notice;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FolderWatch;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.Settling;
import autoupload.client.send.LinkLost;
import autoupload.client.send.ServerCondition;
import autoupload.client.send.StopSignal;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Passes, one or many. Running for good, it makes a pass at every interval and soon after a change
 * in the folder, and goes on whatever a pass met. From a server that refuses it, or asks to be left
 * alone, it stays away for a while, or until the password file changes.
 */
final class UploadLoop {
  /** After a change, so long is waited for more of them, unless the interval is shorter. */
  private static final Duration GATHER = Duration.ofSeconds(1);

  /** How often to look whether the password was changed. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** After a refusal that a person must clear up: no hammering. */
  private static final Duration LONG_PAUSE = Duration.ofMinutes(10);

  private final Function<Consumer<String>, ClientSettings> settings;
  private final Supplier<String> passwordVersion;
  private final PassState state;
  private final Settling settling;
  private final Readiness readiness;
  private final LastOutcome outcome;
  private final Notices notices;
  private final OldBytes oldBytes = OldBytes.ofThisMachine();
  private final StopSignal stop;
  private final PassReport.Verbosity verbosity;
  private final Supplier<Progress> progress;
  private final LoginPause loginPause = new LoginPause();

  /** How long the server wants to be left alone, from the last pass. */
  private Duration notBefore = Duration.ZERO;

  /**
   * @param settings asked before each pass, so that a changed password file counts; told whom to
   *     warn of secrets that others can read
   * @param passwordVersion changes when that file does
   */
  UploadLoop(
      Function<Consumer<String>, ClientSettings> settings,
      Supplier<String> passwordVersion,
      Journal journal,
      Settling settling,
      Readiness readiness,
      LastOutcome outcome,
      Notices notices,
      StopSignal stop,
      PassReport.Verbosity verbosity,
      Supplier<Progress> progress) {
    this.settings = settings;
    this.passwordVersion = passwordVersion;
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
    try (FolderWatch nothing = FolderWatch.none()) {
      return pass(true, nothing);
    }
  }

  /** Passes until the stop signal. */
  ExitCode every(Duration interval) {
    try (FolderWatch watch = FolderWatch.ofChanges()) {
      stop.onRaise(watch::close);
      while (!stop.isRaised()) {
        String password = passwordVersion.get();
        Duration away = pauseAfter(pass(false, watch), interval);
        if (!away.isZero()) {
          stayAway(away, password);
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

  /** How long to do nothing at all; zero if the interval and changes in the folder decide. */
  private Duration pauseAfter(ExitCode ended, Duration interval) {
    if (ended == ExitCode.LOGIN_REFUSED) {
      return loginPause.next(interval);
    }
    loginPause.reset();
    Duration least = ended == ExitCode.SERVER_UNPROVEN ? LONG_PAUSE : notBefore;
    return least.isZero() || least.compareTo(interval) > 0 ? least : interval;
  }

  /** Waits, but not after the password was changed, which may be what is waited for. */
  private void stayAway(Duration time, String password) {
    long end = System.nanoTime() + time.toNanos();
    long left = time.toNanos();
    while (left > 0
        && password.equals(passwordVersion.get())
        && stop.sleep(Duration.ofNanos(Math.min(left, LOOK.toNanos())))) {
      left = end - System.nanoTime();
    }
  }

  private static String oldBytesSurvive(Path folder, String reason) {
    return "warning: erased files are overwritten, but their old bytes may survive in "
        + ShellWord.of(folder)
        + ": "
        + reason
        + "; only encrypting the whole disk (LUKS) helps";
  }

  private ExitCode pass(boolean waits, FolderWatch watch) {
    Progress bar = progress.get();
    notBefore = Duration.ZERO;
    PassReport report = new PassReport(verbosity, System.out, System.err, bar, notices);
    try {
      report.lookFor(Notice.SECRET_EXPOSED);
      ClientSettings now = settings.apply(text -> report.say(Notice.SECRET_EXPOSED, text, text));
      if (now.erase() && verbosity != PassReport.Verbosity.QUIET) {
        oldBytes
            .surviveBecause(now.folder())
            .ifPresent(
                reason ->
                    report.say(Notice.OLD_BYTES_SURVIVE, oldBytesSurvive(now.folder(), reason)));
      }
      ExitCode code =
          new UploadPass(now, state, settling, readiness, stop, report, bar).run(waits, watch);
      outcome.succeeded();
      return code;
    } catch (OperatorError e) {
      if (stop.isRaised()) {
        return ExitCode.OK;
      }
      if (e.getCause() instanceof LinkLost lost) {
        notBefore = lost.notBefore();
      } else if (e.getCause() instanceof ServerCondition condition) {
        notBefore = condition.notBefore();
      }
      boolean verbose = verbosity == PassReport.Verbosity.VERBOSE;
      Optional<String> words = outcome.failed(e, Instant.now(), verbose);
      words.ifPresent(text -> report.say(Notice.PASS_FAILED, text));
      if (verbose) {
        e.printStackTrace();
      }
      return e.exitCode();
    } finally {
      notices.endPass();
    }
  }
}
