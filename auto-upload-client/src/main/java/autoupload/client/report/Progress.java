package autoupload.client.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/**
 * Progress line that is drawn over and over on a terminal, at most five times a second: files and
 * bytes done, the rate, and the time left. Draws nothing where there is no terminal.
 */
public final class Progress {
  private static final long REDRAW_NANOS = Duration.ofMillis(200).toNanos();
  private static final String ERASE_LINE = "\r\u001b[K"; // ECMA-48, EL

  private final PrintStream terminal;
  private final boolean draws;
  private final long started = System.nanoTime();
  private long drawn = started;
  private boolean visible;
  private int files;
  private int filesDone;
  private long bytes;
  private long bytesDone;

  private Progress(PrintStream terminal, boolean draws) {
    this.terminal = terminal;
    this.draws = draws;
  }

  /** Draws on a stream that is a terminal. */
  public static Progress on(PrintStream terminal) {
    return new Progress(terminal, true);
  }

  /** Draws nothing. */
  public static Progress none() {
    return new Progress(System.err, false);
  }

  /** Whether somebody sits at a terminal. */
  boolean isShown() {
    return draws;
  }

  /** One more file is to be done, of that size. */
  synchronized void expect(long size) {
    files++;
    bytes += size;
  }

  synchronized void fileDone() {
    filesDone++;
    add(0);
  }

  synchronized void add(long count) {
    bytesDone += count;
    long now = System.nanoTime();
    if (draws && now - drawn >= REDRAW_NANOS) {
      drawn = now;
      visible = true;
      terminal.print(ERASE_LINE + line(now));
      terminal.flush();
    }
  }

  /** Makes room for another line. */
  synchronized void clear() {
    if (visible) {
      visible = false;
      terminal.print(ERASE_LINE);
      terminal.flush();
    }
  }

  private String line(long now) {
    double seconds = Math.max(0.001, (now - started) / 1e9);
    double rate = bytesDone / seconds;
    String left =
        rate < 1 || bytesDone >= bytes ? "" : ", " + duration((bytes - bytesDone) / rate) + " left";
    return String.format(
        Locale.ROOT,
        "%d of %d files, %s of %s, %s/s%s",
        filesDone,
        files,
        Amount.size(bytesDone),
        Amount.size(bytes),
        Amount.size((long) rate),
        left);
  }

  private static String duration(double seconds) {
    long whole = Math.round(Math.min(seconds, 1e7));
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d h", whole / 3600, whole % 3600 / 60);
  }
}
