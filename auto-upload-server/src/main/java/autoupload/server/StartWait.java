package autoupload.server;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retry loop for conditions at the start that pass, such as a folder that is not mounted yet. It
 * waits for them if that was asked for, and logs each once; any other error is thrown at once.
 */
final class StartWait {
  private static final Logger LOG = LoggerFactory.getLogger(StartWait.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final boolean waits;
  private final Set<String> said = new HashSet<>();

  StartWait(boolean waits) {
    this.waits = waits;
  }

  /**
   * What {@code step} gives, if need be after many tries.
   *
   * @throws OperatorError if no waiting cures it, or waiting was not asked for
   */
  <T> T until(Supplier<T> step) {
    return until(step, () -> false);
  }

  /**
   * As {@link #until(Supplier)}.
   *
   * @param mayPass whether what looks like a mistake may pass as well
   */
  <T> T until(Supplier<T> step, BooleanSupplier mayPass) {
    while (true) {
      try {
        return attempt(step);
      } catch (OperatorError e) {
        if (!waits || !(passes(e) || mayPass.getAsBoolean())) {
          throw e;
        }
        if (said.add(e.getMessage())) {
          LOG.atWarn().setMessage("waiting to start").addKeyValue("cause", e.getMessage()).log();
        }
        pause();
      }
    }
  }

  private static <T> T attempt(Supplier<T> step) {
    try {
      return step.get();
    } catch (OutOfMemoryError e) { // no thread, most likely
      throw new OperatorError(
          ExitCode.NOT_NOW,
          "the system gives this server no thread or memory ("
              + e.getMessage()
              + "): raise its limits (TasksMax=, ulimit -u)",
          e);
    }
  }

  private static boolean passes(OperatorError e) {
    return e.exitCode() == ExitCode.NOT_NOW || e.exitCode() == ExitCode.IO_ERROR;
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperatorError(ExitCode.NOT_NOW, "stopped before everything was there", e);
    }
  }
}
