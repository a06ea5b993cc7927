package autoupload.client;

import autoupload.client.send.StopSignal;
import autoupload.operator.ExitCode;
import java.time.Duration;

/**
 * Shutdown hook that makes SIGTERM and SIGINT a clean end: the connection is closed, so that the
 * server keeps what it has, and what is being erased may be finished if that takes no longer than a
 * few seconds.
 */
final class ShutdownHook {
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private ShutdownHook() {}

  /** Installs the hook; the calling thread is the one it waits for. */
  static void install(StopSignal stop) {
    Thread worker = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stop, worker), "stop"));
  }

  private static void stop(StopSignal stop, Thread worker) {
    stop.raise();
    try {
      worker.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // A JVM ends with 143 on SIGTERM, whatever main returns; everything left may be interrupted.
    Runtime.getRuntime().halt(ExitCode.OK.number());
  }
}
