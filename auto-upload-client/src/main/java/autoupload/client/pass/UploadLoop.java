package autoupload.client.pass;

import autoupload.cli.ShellWord;
import autoupload.client.dispose.OldBytes;
import autoupload.client.link.LinkLost;
import autoupload.client.report.Notice;
import autoupload.client.report.Notices;
import autoupload.client.report.PassReport;
import autoupload.client.report.Progress;
import autoupload.client.scan.FolderWatch;
import autoupload.client.scan.Readiness;
import autoupload.client.scan.Settling;
import autoupload.client.send.ServerCondition;
import autoupload.client.send.StopSignal;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loop of passes, one or many. Running for good, it makes a pass at every interval and soon after a
 * change in the folder, and goes on whatever a pass met. From a server that refuses it, or asks to
 * be left alone, it stays away for a while, or until the password file changes.
 */
public final class UploadLoop {
  /** After a change, so long is waited for more of them, unless the interval is shorter. */
  private static final Duration GATHER = Duration.ofSeconds(1);

  /** How often to look whether the password was changed, or what is missing is there. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** After a refusal that a person must clear up: no hammering. */
  private static final Duration LONG_PAUSE = Duration.ofMinutes(10);

  private final Supplier<OpenState> opening;
  private final Supplier<String> passwordVersion;
  private final Settling settling;
  private final Readiness readiness;
  private final LastOutcome waiting;
  private final OldBytes oldBytes = OldBytes.ofThisMachine();
  private final StopSignal stop;
  private final PassReport.Verbosity verbosity;
  private final boolean debugging;
  private final Supplier<Progress> progress;
  private final boolean attended;
  private final LoginPause loginPause = new LoginPause();

  /** How long the server wants to be left alone, from the last pass. */
  private Duration notBefore = Duration.ZERO;

  /**
   * @param opening gives what passes work with
   * @param waiting remembers why there was nothing to work with
   * @param passwordVersion changes when that file does
   * @param debugging whether an error is shown with its stack trace
   * @param attended whether somebody looks on, and wants to know each time
   */
  public UploadLoop(
      Supplier<OpenState> opening,
      LastOutcome waiting,
      Supplier<String> passwordVersion,
      Settling settling,
      Readiness readiness,
      StopSignal stop,
      PassReport.Verbosity verbosity,
      boolean debugging,
      Supplier<Progress> progress,
      boolean attended) {
    this.opening = opening;
    this.waiting = waiting;
    this.passwordVersion = passwordVersion;
    this.settling = settling;
    this.readiness = readiness;
    this.stop = stop;
    this.verbosity = verbosity;
    this.debugging = debugging;
    this.progress = progress;
    this.attended = attended;
  }

  /** One pass; how the command ends. */
  public ExitCode once() {
    try (OpenState state = opening.get();
        FolderWatch nothing = FolderWatch.none()) {
      return pass(state, true, nothing);
    }
  }

  /**
   * Passes until the stop signal, as soon as there is what they work with.
   *
   * @throws OperatorError if there is not, and waiting does not help
   */
  public ExitCode every(Duration interval) {
    Optional<OpenState> open = Optional.empty();
    boolean wasOpen = false;
    try (FolderWatch watch = FolderWatch.ofChanges()) {
      stop.onRaise(watch::close);
      while (!stop.isRaised()) {
        String password = passwordVersion.get();
        open = open.or(wasOpen ? () -> tryAgain() : () -> tryFirst());
        if (open.isEmpty()) {
          stop.sleep(LOOK.compareTo(interval) < 0 ? LOOK : interval);
          continue;
        }
        wasOpen = true;
        ExitCode ended = pass(open.get(), false, watch);
        if (ended == ExitCode.IO_ERROR) {
          closeQuietly(open.get());
          open = Optional.empty();
        }
        Duration away = pauseAfter(ended, interval);
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
    } finally {
      open.ifPresent(UploadLoop::closeQuietly);
    }
    return ExitCode.OK;
  }

  /** A mistake in the options ends the command, and so does another client at work. */
  private Optional<OpenState> tryFirst() {
    try {
      return Optional.of(opening.get());
    } catch (OperatorError e) {
      boolean passes =
          e.exitCode() == ExitCode.NOT_NOW
              || e.exitCode() == ExitCode.IO_ERROR
              || e.getCause() instanceof NoSuchFileException; // an option's, not mounted yet
      if (!passes || e.getCause() instanceof StateFolder.InUse) {
        throw e;
      }
      sayWhyNot(e);
      return Optional.empty();
    }
  }

  /** What was good once is waited for, whatever is wrong with it now. */
  private Optional<OpenState> tryAgain() {
    try {
      return Optional.of(opening.get());
    } catch (OperatorError e) {
      sayWhyNot(e);
      return Optional.empty();
    }
  }

  private void sayWhyNot(OperatorError e) {
    waiting
        .failed(e, Instant.now(), false)
        .ifPresent(
            words -> report(Progress.none(), Notices.ofThisRun()).say(Notice.PASS_FAILED, words));
  }

  private PassReport report(Progress bar, Notices notices) {
    return new PassReport(verbosity, System.out, System.err, bar, notices);
  }

  /** What could not be written was said, or will be by the next one that is opened. */
  private static void closeQuietly(OpenState state) {
    try {
      state.close();
    } catch (OperatorError e) {
      // The journal is read anew, and what it lacks is asked of the server.
    }
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

  private ExitCode pass(OpenState open, boolean waits, FolderWatch watch) {
    notBefore = Duration.ZERO;
    PassReport report = report(progress.get(), open.notices());
    try {
      report.lookFor(Notice.SECRET_EXPOSED);
      ClientSettings now =
          open.settings().apply(text -> report.say(Notice.SECRET_EXPOSED, text, text));
      warn(now, report);
      ExitCode code =
          new UploadPass(now, open.journal(), Clock.systemUTC(), settling, readiness, stop, report)
              .run(waits, watch);
      open.outcome().succeeded();
      waiting.succeeded();
      return code;
    } catch (OperatorError e) {
      return stop.isRaised() ? ExitCode.OK : failed(e, open, report);
    } finally {
      open.notices().endPass();
    }
  }

  private ExitCode failed(OperatorError e, OpenState open, PassReport report) {
    if (e.getCause() instanceof LinkLost lost) {
      notBefore = lost.notBefore();
    } else if (e.getCause() instanceof ServerCondition condition) {
      notBefore = condition.notBefore();
    }
    boolean verbose = verbosity == PassReport.Verbosity.VERBOSE;
    // What the state folder cannot take now it cannot remember either.
    LastOutcome outcome = e.exitCode() == ExitCode.IO_ERROR ? waiting : open.outcome();
    Optional<String> words = outcome.failed(e, Instant.now(), verbose || attended);
    words.ifPresent(text -> report.say(Notice.PASS_FAILED, text));
    if (debugging) {
      e.printStackTrace();
    }
    return e.exitCode();
  }

  /** Says where this machine keeps less of a promise than the options sound like. */
  private void warn(ClientSettings now, PassReport report) {
    if (!now.login().ticket().outlivesThisRun()) {
      report.say(
          Notice.TICKET_NOT_KEPT,
          "the state folder's file system keeps no file from other users of this machine, so each"
              + " run logs in with the password");
    }
    if (now.erase() && verbosity != PassReport.Verbosity.QUIET) {
      oldBytes
          .surviveBecause(now.folder())
          .ifPresent(
              reason ->
                  report.say(Notice.OLD_BYTES_SURVIVE, oldBytesSurvive(now.folder(), reason)));
    }
  }

  private String oldBytesSurvive(Path folder, String reason) {
    String what =
        oldBytes.areReachable(folder)
            ? "overwritten, but"
            : "removed without being overwritten, which would not reach them:";
    return "warning: erased files are "
        + what
        + " their old bytes may survive in "
        + ShellWord.of(folder)
        + ": "
        + reason
        + "; only encrypting the whole disk (LUKS) helps";
  }
}
