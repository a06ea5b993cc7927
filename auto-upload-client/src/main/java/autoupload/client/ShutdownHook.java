package autoupload.client;

import autoupload.client.send.StopSignal;
import autoupload.operator.ExitCode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shutdown hook that makes SIGTERM and SIGINT a clean end: the connection is closed, so that the
 * server keeps what it has, and what is being erased may be finished if that takes no longer than a
 * few seconds. Removed by a command that ends by itself, whose exit code counts then.
 */
final class ShutdownHook {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final StopSignal stop;
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "stop");

  private ShutdownHook(StopSignal stop) {
    this.stop = stop;
  }

  /** Installs the hook. */
  static ShutdownHook install(StopSignal stop) {
    ShutdownHook hook = new ShutdownHook(stop);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  private void run() {
    stop.raise();
    try {
      done.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A JVM ends with 143 on SIGTERM, whatever main returns; everything left may be interrupted.
    Runtime.getRuntime().halt(ExitCode.OK.number());
  }

  /** The command has done what it could. */
  void remove() {
    done.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      // It was stopped by a signal: the hook ends the JVM.
    }
  }
}
