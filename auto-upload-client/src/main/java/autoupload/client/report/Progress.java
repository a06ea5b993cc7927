package autoupload.client.report;

import autoupload.cli.ShellWord;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Progress of a pass: on a terminal a line that is drawn over and over, at most five times a second
 * and never longer than the terminal is wide; in the log of a service a line now and then. Safe for
 * use by many threads.
 */
public final class Progress {
  private static final Duration REDRAW = Duration.ofMillis(200);

  /** Somebody may have changed the terminal's size. */
  private static final long RESIZE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final String ERASE_LINE = "\r\u001b[K"; // ECMA-48, EL

  private final PrintStream out;
  private final Optional<IntSupplier> columns;
  private final long interval;
  private final LongSupplier nanoTime;
  private final TransferRate rate = new TransferRate();
  private long shown;
  private boolean visible;
  private int width;
  private long measured;
  private int files;
  private int filesDone;
  private long bytes;
  private long bytesDone;

  Progress(
      PrintStream out, Optional<IntSupplier> columns, Duration interval, LongSupplier nanoTime) {
    this.out = out;
    this.columns = columns;
    this.interval = interval.toNanos();
    this.nanoTime = nanoTime;
    this.shown = nanoTime.getAsLong();
  }

  /**
   * Draws on a stream that is a terminal.
   *
   * @param columns its width, asked for now and then
   */
  public static Progress on(PrintStream terminal, IntSupplier columns) {
    return new Progress(terminal, Optional.of(columns), REDRAW, System::nanoTime);
  }

  /** Prints a line at that interval, while files are under way. */
  public static Progress logged(PrintStream log, Duration interval) {
    return new Progress(log, Optional.empty(), interval, System::nanoTime);
  }

  /** Shows nothing. */
  public static Progress none() {
    return logged(System.out, Duration.ofNanos(Long.MAX_VALUE));
  }

  /** Whether somebody sits at a terminal. */
  boolean isOnTerminal() {
    return columns.isPresent();
  }

  /** One more file is to be done, of that size. */
  synchronized void expect(long size) {
    files++;
    bytes += size;
  }

  synchronized void fileDone() {
    filesDone++;
  }

  /**
   * That many more bytes of a file are done.
   *
   * @param sent whether they went out, and not only need not
   */
  synchronized void add(String name, long count, boolean sent) {
    long now = nanoTime.getAsLong();
    bytesDone += count;
    rate.add(sent ? count : 0, now);
    if (now - shown < interval) {
      return;
    }
    shown = now;
    ProgressLine line =
        new ProgressLine(
            ShellWord.of(name),
            Math.min(filesDone + 1, files),
            files,
            bytesDone,
            bytes,
            rate.perSecond(now));
    if (columns.isEmpty()) {
      out.println(line.inFull());
      return;
    }
    if (width == 0 || now - measured > RESIZE_NANOS) {
      width = columns.get().getAsInt();
      measured = now;
    }
    visible = true;
    // The last column stays free: some terminals go on in the next line once it is written.
    out.print(ERASE_LINE + line.inColumns(width - 1));
    out.flush();
  }

  /** Makes room for another line. */
  synchronized void clear() {
    if (visible) {
      visible = false;
      out.print(ERASE_LINE);
      out.flush();
    }
  }
}
