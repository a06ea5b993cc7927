package autoupload.client.report;

import autoupload.cli.ExitCode;
import autoupload.cli.OneLine;
import autoupload.client.confirm.Confirmation;
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

  private int uploaded;
  private int present;
  private long bytes;
  private int erased;
  private int kept;
  private int deferred;
  private int resting;
  private int skipped;
  private int failed;

  /** Reports to the given streams; {@code progress} draws on a terminal. */
  public PassReport(Verbosity verbosity, PrintStream out, PrintStream err, Progress progress) {
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
    progress.fileDone();
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
    detail("erased: " + file.name());
  }

  /** A source should be gone, and is not. */
  public synchronized void kept(SettledFile file, String reason) {
    kept++;
    problem("kept " + file.name() + ": " + reason);
  }

  /** A file waits for a later pass. */
  public synchronized void deferred(SettledFile file, String reason) {
    deferred++;
    detail("left for later: " + file.name() + ": " + reason);
  }

  /** A file could not be uploaded. */
  public synchronized void failed(SettledFile file, String reason) {
    failed++;
    problem(file.name() + ": " + reason);
  }

  /** A file failed so often that it is left alone for a while. */
  public synchronized void resting(SettledFile file) {
    resting++;
    detail("left alone for a while, since it failed so often: " + file.name());
  }

  /** What the scan found besides files. */
  public synchronized void scanned(FolderScan scan) {
    skipped = scan.skipped();
    for (FolderScan.Problem found : scan.problems()) {
      failed++;
      problem(found.name() + ": " + found.reason());
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
    boolean nothing = uploaded + erased + kept + failed + resting == 0;
    if (verbosity == Verbosity.QUIET || (nothing && verbosity == Verbosity.NORMAL)) {
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
