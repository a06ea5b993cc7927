package autoupload.client.report;

import autoupload.cli.ExitCode;
import autoupload.cli.OneLine;
import autoupload.client.confirm.Confirmation;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.FolderScan;
import autoupload.client.scan.SettledFile;
import java.io.PrintStream;
import java.util.Locale;

/**
 * What a pass did: problems on standard error as they come, one line on standard output at the end
 * if anything was uploaded or erased or went wrong, a line per file with {@link Verbosity#VERBOSE},
 * nothing on standard output with {@link Verbosity#QUIET}. Safe for use by many threads.
 */
public final class PassReport {
  /** How much is told. */
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

  private int uploaded;
  private int present;
  private long bytes;
  private int erased;
  private int kept;
  private int deferred;
  private int resting;
  private int skipped;
  private int failed;

  /** Whether there is anything that was not said of an earlier pass. */
  private boolean hasNews;

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
      present++;
    } else {
      uploaded++;
      bytes += confirmation.receipt().size();
    }
    hasNews |= !wasThere;
    progress.fileDone();
    if (verbosity != Verbosity.VERBOSE) {
      return;
    }
    String name = confirmation.file().name().value();
    String stored = confirmation.receipt().storedName().value();
    detail(
        (wasThere ? "confirmed, already there: " : "confirmed: ")
            + name
            + (stored.equals(name) ? "" : " as " + stored)
            + "  "
            + confirmation.receipt().digest());
  }

  /** A source is gone. */
  public synchronized void erased(SettledFile file) {
    erased++;
    hasNews = true;
    detail("erased: " + file.name());
  }

  /** A source should be gone, and is not. */
  public synchronized void kept(SettledFile file, String reason) {
    kept++;
    hasNews = true;
    notices.isNew(obstacle(file, reason));
    problem("kept " + file.name() + ": " + reason);
  }

  /** As {@link #kept}, for a file of an earlier run: said aloud unless it was said already. */
  public synchronized void stillKept(SettledFile file, String reason) {
    if (notices.isNew(obstacle(file, reason))) {
      kept(file, reason);
    } else {
      kept++;
      detail("kept " + file.name() + ": " + reason);
    }
  }

  /** A file that changed is worth another word. */
  private static String obstacle(SettledFile file, String reason) {
    FileIdentity identity = file.identity();
    return identity.size() + " " + identity.modified() + " " + file.name() + ": " + reason;
  }

  /** A file waits for a later pass. */
  public synchronized void deferred(SettledFile file, String reason) {
    deferred++;
    detail("left for later: " + file.name() + ": " + reason);
  }

  /** A file could not be uploaded. */
  public synchronized void failed(SettledFile file, String reason) {
    failed++;
    hasNews = true;
    problem(file.name() + ": " + reason);
  }

  /** The server does not take a file: said aloud unless it was said of this very one before. */
  public synchronized void refused(SettledFile file, String reason) {
    if (notices.isNew(obstacle(file, reason))) {
      failed(file, reason);
    } else {
      failed++;
      detail(file.name() + ": " + reason);
    }
  }

  /** A file failed so often that it is left alone for a while. */
  public synchronized void resting(SettledFile file) {
    resting++;
    hasNews |= notices.isNewInThisRun("resting: " + file.name());
    detail("left alone for a while, since it failed so often: " + file.name());
  }

  /** What the scan found besides files. */
  public synchronized void scanned(FolderScan scan) {
    skipped = scan.skipped();
    for (FolderScan.Problem found : scan.problems()) {
      failed++;
      String text = found.name() + ": " + found.reason();
      if (notices.isNewInThisRun(text)) {
        hasNews = true;
        problem(text);
      }
    }
    for (String name : scan.reserved()) {
      String text = name + " is not uploaded: names with .auto-upload are kept for Auto Upload";
      if (notices.isNew(text)) {
        note(text);
      }
    }
    for (FolderScan.Excluded own : scan.excluded()) {
      noteOnceEver(own.name() + " is never uploaded or erased: " + own.reason());
    }
  }

  /** Bytes went out. */
  public void progressed(long count) {
    progress.add(count);
  }

  /** Something worth knowing that is no failure. */
  public synchronized void note(String text) {
    if (verbosity != Verbosity.QUIET) {
      problem(text);
    }
  }

  /** As {@link #note}, once in the life of the process, however many passes there are. */
  public synchronized void noteOnce(String text) {
    if (notices.isNewInThisRun(text)) {
      note(text);
    }
  }

  /** As {@link #note}, once for as long as the state folder lasts. */
  public synchronized void noteOnceEver(String text) {
    if (notices.isNew(text)) {
      note(text);
    }
  }

  /** Why nothing happens just now, for somebody who sits and looks on. */
  public synchronized void waits(String text) {
    if (progress.isShown() || verbosity == Verbosity.VERBOSE) {
      problem(text);
    }
  }

  /** Why the pass could not do what is left to do. */
  public synchronized void error(String text) {
    problem(text);
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

  /** Prints the one line that sums the pass up. */
  public synchronized void finish() {
    progress.clear();
    if (verbosity == Verbosity.QUIET || (!hasNews && verbosity == Verbosity.NORMAL)) {
      return;
    }
    StringBuilder line = new StringBuilder();
    line.append("uploaded ").append(files(uploaded)).append(" (").append(size(bytes)).append(')');
    append(line, present, "already there");
    append(line, erased, "erased here");
    append(line, kept, "confirmed but kept");
    append(line, deferred, "left for later");
    append(line, resting, "left alone after repeated failures");
    append(line, skipped, "skipped (links, devices, hidden or temporary names)");
    append(line, failed, "failed");
    out.println(line);
  }

  private static void append(StringBuilder line, int count, String what) {
    if (count > 0) {
      line.append(", ").append(count).append(' ').append(what);
    }
  }

  private static String files(int count) {
    return count == 1 ? "1 file" : count + " files";
  }

  /** Bytes in the unit people would choose. */
  static String size(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    String units = "kMGTPE";
    int unit = -1;
    while (value >= 999.95) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", value, units.charAt(unit));
  }

  /** How the process ends if nothing worse happens. */
  public synchronized ExitCode exitCode() {
    return failed + resting > 0 ? ExitCode.INCOMPLETE : ExitCode.OK;
  }
}
