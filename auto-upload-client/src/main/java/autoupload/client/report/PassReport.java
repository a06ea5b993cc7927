package autoupload.client.report;

import autoupload.cli.ShellWord;
import autoupload.client.journal.Confirmation;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.SettledFile;
import autoupload.operator.ExitCode;
import autoupload.operator.OneLine;
import autoupload.upload.ReservedNames;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Report of a pass: problems on standard error as they come, one line on standard output at the end
 * if anything was uploaded or erased or went wrong, a line per file with {@link Verbosity#VERBOSE},
 * nothing on standard output with {@link Verbosity#QUIET}. Safe for use by many threads.
 */
public final class PassReport {
  /** Amount of output. */
  public enum Verbosity {
    QUIET,
    NORMAL,
    VERBOSE
  }

  private final Verbosity verbosity;
  private final PrintStream out;
  private final PrintStream err;
  private final Progress progress;
  private final Notices notices;

  private final Summary summary = new Summary();

  /** What there is instead of uploads, for somebody at a terminal. */
  private Optional<String> idle = Optional.empty();

  /** Whether there is anything that was not said of an earlier pass. */
  private boolean hasNews;

  private boolean hasEndedEarly;

  /**
   * Reports to the given streams.
   *
   * @param progress draws on a terminal
   * @param notices what earlier passes said, and is not to be said again
   */
  public PassReport(
      Verbosity verbosity, PrintStream out, PrintStream err, Progress progress, Notices notices) {
    this.notices = notices;
    this.verbosity = verbosity;
    this.out = out;
    this.err = err;
    this.progress = progress;
  }

  /** A file is safe on the server. */
  public synchronized void confirmed(Confirmation confirmation, boolean wasThere) {
    if (wasThere) {
      summary.present++;
    } else {
      summary.uploaded++;
      summary.bytes += confirmation.receipt().size();
    }
    hasNews |= !wasThere;
    String name = confirmation.file().name().value();
    for (Notice past : List.of(Notice.FAILED, Notice.RESTING, Notice.RECORDING_UNFINISHED)) {
      notices.over(past, name);
    }
    progress.fileDone();
    if (verbosity != Verbosity.VERBOSE) {
      return;
    }
    String stored = confirmation.receipt().storedName().value();
    detail(
        (wasThere ? "confirmed, already there: " : "confirmed: ")
            + ShellWord.of(name)
            + (stored.equals(name) ? "" : " as " + ShellWord.of(stored))
            + "  "
            + confirmation.receipt().digest());
  }

  /** A source is gone. */
  public synchronized void erased(SettledFile file) {
    summary.erased++;
    hasNews = true;
    notices.over(Notice.KEPT, file.name().value());
    detail("erased: " + shown(file));
  }

  /** A source should be gone, and is not. */
  public synchronized void kept(SettledFile file, String reason) {
    summary.kept++;
    hasNews |= say(Notice.KEPT, file, "kept " + shown(file) + ": " + reason);
  }

  /** A source should be gone, and a later pass will see to it; the pass says why. */
  public synchronized void keptForNow(SettledFile file, String reason) {
    summary.kept++;
    detail("kept " + shown(file) + ": " + reason);
  }

  /** As {@link #kept}, for each of the files in a folder, which is told of once. */
  public synchronized void keptWithFolder(SettledFile file, Path folder, String reason) {
    summary.kept++;
    String text = "kept what is in " + ShellWord.of(folder) + ", in spite of -d y: " + reason;
    hasNews |= say(Notice.FOLDER_KEPT, ShellWord.of(folder), text);
    detail("kept " + shown(file) + ": " + reason);
  }

  /** What an earlier run began to erase could not be finished. */
  public synchronized void erasingUnfinished(Path file, String reason) {
    summary.failed++;
    String name = ShellWord.of(file);
    String text = "cannot finish erasing " + name + ": " + reason;
    hasNews |= say(Notice.ERASING_UNFINISHED, name, text);
  }

  /** A file waits for a later pass. */
  public synchronized void deferred(SettledFile file, String reason) {
    summary.deferred++;
    detail("left for later: " + shown(file) + ": " + reason);
  }

  /** A file could not be uploaded. */
  public synchronized void failed(SettledFile file, String reason) {
    summary.failed++;
    hasNews |= say(Notice.FAILED, file, shown(file) + ": " + reason);
  }

  /** A file failed so often, or so finally, that it is left alone for a while. */
  public synchronized void resting(SettledFile file) {
    summary.resting++;
    hasNews |= isNew(Notice.RESTING, file.name().value(), version(file));
    detail("left alone for a while after failing: " + shown(file));
  }

  /** The end of a recording is not waited for any longer. */
  public synchronized void unfinished(SettledFile file) {
    say(
        Notice.RECORDING_UNFINISHED,
        file,
        shown(file)
            + ": its recording was never finished, it may not play; it is uploaded as it is, since"
            + " --give-up-waiting is over");
  }

  /** What the scan found besides files. */
  public synchronized void scanned(FolderScan scan) {
    summary.skipped = scan.skipped();
    lookFor(Notice.UNUSABLE);
    for (FolderScan.Unusable found : scan.problems()) {
      summary.failed++;
      String text = found.name() + ": " + found.reason();
      hasNews |= say(Notice.UNUSABLE, found.name(), found.version() + text, text);
    }
    lookFor(Notice.RESERVED_NAME);
    for (String name : scan.reserved()) {
      say(
          Notice.RESERVED_NAME,
          name,
          name
              + " is not uploaded: names with "
              + ReservedNames.PREFIX
              + " are kept for Auto Upload");
    }
    lookFor(Notice.OWN_FILE);
    for (FolderScan.Excluded own : scan.excluded()) {
      say(
          Notice.OWN_FILE,
          own.name(),
          own.name() + " is never uploaded or erased: " + own.reason());
    }
  }

  /** One more file is to be sent, of that size. */
  public void expect(long size) {
    progress.expect(size);
  }

  /** That many more bytes of a file went out, or ({@code sent} is false) need not. */
  public void progressed(SettledFile file, long count, boolean sent) {
    progress.add(file.name().value(), count, sent);
  }

  /** Says something that is about nothing but itself. */
  public synchronized void say(Notice notice, String text) {
    say(notice, "", text);
  }

  /**
   * Says something, unless it was said already.
   *
   * @param subject what it is about: if that is the same, another text is a change of it
   * @return whether it was said, or would have been but for {@link Verbosity#QUIET}
   */
  public synchronized boolean say(Notice notice, String subject, String text) {
    return say(notice, subject, text, text);
  }

  private boolean say(Notice notice, SettledFile file, String text) {
    return say(notice, file.name().value(), version(file) + text, text);
  }

  private boolean say(Notice notice, String subject, String details, String text) {
    boolean isNew = isNew(notice, subject, details);
    if (isNew && (notice.isProblem() || verbosity != Verbosity.QUIET)) {
      problem(text);
    }
    return isNew;
  }

  /** Whoever asked for more, or sits at a terminal, hears what earlier runs said too. */
  private boolean isNew(Notice notice, String subject, String details) {
    boolean again = verbosity == Verbosity.VERBOSE || progress.isOnTerminal();
    return notices.isNew(notice, subject, details, again);
  }

  /** This pass is going to say every notice of this kind that is still due: others are over. */
  public synchronized void lookFor(Notice notice) {
    notices.lookFor(notice);
  }

  /** What the notice was about is not the case any more. */
  public synchronized void over(Notice notice, String subject) {
    notices.over(notice, subject);
  }

  /** Of files that are gone no notice needs to be remembered. */
  public synchronized void forgetFiles(Predicate<String> isGone) {
    notices.forgetFiles(isGone);
  }

  private static String shown(SettledFile file) {
    return ShellWord.of(file.name().value());
  }

  /** A file that changed is worth another word. */
  private static String version(SettledFile file) {
    return file.identity().size() + " " + file.identity().modified() + " ";
  }

  /** Why nothing happens just now, for somebody who sits and looks on. */
  public synchronized void waits(String text) {
    if (progress.isOnTerminal() || verbosity == Verbosity.VERBOSE) {
      problem(text);
    }
  }

  /** A line that only {@code --verbose} shows. */
  public synchronized void detail(String text) {
    if (verbosity == Verbosity.VERBOSE) {
      progress.clear();
      out.println(OneLine.of(text));
    }
  }

  private void problem(String text) {
    progress.clear();
    err.println("client: " + OneLine.of(text));
  }

  /**
   * There was nothing to send or to wait for. Somebody at a terminal is told so, with how many
   * files the server has; cron is not.
   */
  public synchronized void nothingToUpload(IntSupplier onServer) {
    if (progress.isOnTerminal()) {
      int files = onServer.getAsInt();
      idle = Optional.of(files == 0 ? "no file" : Amount.files(files) + " on the server already");
    }
  }

  /** The pass failed, which is said elsewhere; if it did nothing before, that is all there is. */
  public synchronized void endedEarly() {
    hasEndedEarly = true;
  }

  /** Prints the one line that sums the pass up. */
  public synchronized void finish() {
    notices.endPass();
    progress.clear();
    if (verbosity == Verbosity.QUIET || (hasEndedEarly && summary.isEmpty())) {
      return;
    }
    if (hasNews || verbosity == Verbosity.VERBOSE) {
      out.println(summary.line());
    } else {
      idle.ifPresent(words -> out.println("nothing to upload: " + words + summary.others()));
    }
  }

  /** How the process ends if nothing worse happens. */
  public synchronized ExitCode exitCode() {
    return summary.failed + summary.resting > 0 ? ExitCode.INCOMPLETE : ExitCode.OK;
  }
}
