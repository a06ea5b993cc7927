package autoupload.client.link;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Absolute deadline for something that blocks on a connection: when it passes, the connection is
 * closed, which ends every read and write on it. Timeouts of single reads would not do, since a
 * peer that sends a byte now and then never trips them.
 */
final class Deadline {
  private static final ScheduledExecutorService TIMER = timer();

  private final ScheduledFuture<?> pending;

  private Deadline(ScheduledFuture<?> pending) {
    this.pending = pending;
  }

  /** Closes {@code connection} after {@code limit}, unless it is cancelled before. */
  static Deadline closing(Closeable connection, Duration limit) {
    return new Deadline(
        TIMER.schedule(() -> closeQuietly(connection), limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static void closeQuietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // Whoever blocks on it hears of it.
    }
  }

  private static ScheduledExecutorService timer() {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "deadline");
              thread.setDaemon(true);
              return thread;
            });
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  /** It was done in time. */
  void cancel() {
    pending.cancel(false);
  }
}
