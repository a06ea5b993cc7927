package autoupload.cli;

import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Shell command whose first line of output is a secret, such as {@code pass show car1}. It has this
 * program's standard input and standard error, to ask and to complain.
 */
public final class SecretCommand {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final String option;
  private final Duration limit;

  /** The value of that option, for example {@code --password-command}. */
  public SecretCommand(String option) {
    this(option, LIMIT);
  }

  SecretCommand(String option, Duration limit) {
    this.option = option;
    this.limit = limit;
  }

  /**
   * Runs it, for a minute at most.
   *
   * @return the secret, never empty; the caller wipes it
   * @throws OperatorError {@code NOT_NOW} if it fails or takes too long, since what it asks may be
   *     away; {@code USAGE} if it gives no secret
   */
  public char[] run(String command) {
    try {
      Process process =
          new ProcessBuilder("/bin/sh", "-c", command)
              .redirectInput(Redirect.INHERIT)
              .redirectError(Redirect.INHERIT)
              .start();
      Executor later = CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS);
      CompletableFuture<Void> end = CompletableFuture.runAsync(() -> kill(process), later);
      char[] secret;
      try (InputStream out = process.getInputStream()) {
        secret = SecretOption.firstLine(out, "what " + option + " printed");
        out.transferTo(OutputStream.nullOutputStream());
      }
      int status = process.waitFor();
      if (!end.cancel(false)) {
        Arrays.fill(secret, '\0');
        throw failed("took longer than " + limit.toSeconds() + " s", null);
      }
      if (status != 0) {
        Arrays.fill(secret, '\0');
        throw failed("ended with " + status, null);
      }
      return SecretOption.notEmpty(secret, "what " + option + " printed");
    } catch (IOException e) {
      throw failed("cannot be run: " + IoReason.of(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("was interrupted", e);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private OperatorError failed(String how, Throwable cause) {
    return new OperatorError(ExitCode.NOT_NOW, "the command of " + option + " " + how, cause);
  }
}
