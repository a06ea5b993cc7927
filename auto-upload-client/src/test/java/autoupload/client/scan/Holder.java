package autoupload.client.scan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Process of its own that has a file open. */
final class Holder {
  /** Action while the file is open. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  private Holder() {}

  /**
   * Does something while a shell has the file open by one of its redirections: {@code >>}, {@code
   * <>} or {@code <}. Returns when the shell has let go of it.
   */
  static void whileOpen(Path file, String redirection, Body body) throws Exception {
    String script = "exec 3" + redirection + "\"$1\"; echo open; read line";
    Process shell =
        new ProcessBuilder(List.of("sh", "-c", script, "sh", file.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (shell.getInputStream().read() != 'o') {
        throw new IOException("the shell could not open " + file);
      }
      body.run();
    } finally {
      shell.getOutputStream().close();
      shell.onExit().join();
    }
  }
}
