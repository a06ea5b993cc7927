package autoupload.server.reload;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Timer that calls for a refresh every second, and at once after {@link #now}. */
public final class ReloadTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadTimer.class);
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Callback that reloads files if they changed. */
  @FunctionalInterface
  public interface Refresh {
    /**
     * Reads what changed, or everything.
     *
     * @param always whether also what did not change
     */
    void run(boolean always);
  }

  private final Refresh refresh;
  private final Semaphore asked = new Semaphore(0);
  private final Thread thread = new Thread(this::run, "refresh");
  private volatile boolean closed;

  /** Runs {@code refresh} in a thread of its own; what it throws is logged. */
  public ReloadTimer(Refresh refresh) {
    this.refresh = refresh;
    thread.setDaemon(true);
    thread.start();
  }

  /** Everything is read again soon. */
  public void now() {
    asked.release();
  }

  private void run() {
    try {
      while (!closed) {
        boolean always = asked.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
        if (!closed) {
          runOnce(always);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runOnce(boolean always) {
    try {
      refresh.run(always);
    } catch (RuntimeException | Error e) { // the next one may do better
      LOG.atError().setMessage("reading files again failed").setCause(e).log();
    }
  }

  /** Starts no further look; one that is under way goes on. */
  @Override
  public void close() {
    closed = true;
    asked.release();
  }
}
