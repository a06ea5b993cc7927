package autoupload.cli;

import autoupload.launch.Launcher;
import java.io.IOException;

/**
 * Restart of the process under {@code LC_ALL=C.UTF-8} when its locale is not UTF-8, as under many a
 * cron: there Java can neither read nor name a file with non-ASCII letters, and no option or
 * property changes that after the start.
 *
 * <p>Process id, open streams and the bytes of the arguments stay, so nobody outside notices. The
 * restart happens at most once, and where it fails the command goes on as it is.
 */
final class Utf8Restart {
  /** Set in the environment of the second start, so that there is no third. */
  private static final String GUARD = "AUTO_UPLOAD_UTF8_RESTART";

  private Utf8Restart() {}

  /** Does not return if the process starts again. */
  static void ifNeeded(Class<?> main) {
    if ("UTF-8".equalsIgnoreCase(System.getProperty("sun.jnu.encoding"))
        || System.getenv(GUARD) != null
        || !startedIn(main)) {
      return;
    }
    try {
      Execve.again("LC_ALL=C.UTF-8", GUARD + "=1");
    } catch (IOException | RuntimeException | LinkageError e) {
      // The command works as well as its locale lets it; names it cannot express it reports.
    }
  }

  /**
   * Whether this process began with that class, or with the launcher of our jars: a program that
   * merely calls a command, a test runner above all, must not be replaced under its own feet.
   */
  private static boolean startedIn(Class<?> main) {
    StackTraceElement[] stack = Thread.currentThread().getStackTrace();
    StackTraceElement bottom = stack[stack.length - 1];
    return bottom.getMethodName().equals("main")
        && (bottom.getClassName().equals(main.getName())
            || bottom.getClassName().equals(Launcher.class.getName()));
  }
}
