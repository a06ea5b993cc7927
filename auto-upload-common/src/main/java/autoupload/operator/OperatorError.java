package autoupload.operator;

/**
 * Failure that the person who runs the command can do something about. The message is one line in
 * lower case: what happened, then what to do. It never holds a secret.
 */
public final class OperatorError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /** An error that ends the command with {@code exitCode} after printing {@code message}. */
  public OperatorError(ExitCode exitCode, String message) {
    this(exitCode, message, null);
  }

  /** As above; {@code cause} is shown only with {@code --debug}. */
  public OperatorError(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A wrong option or a wrong setting. */
  public static OperatorError usage(String message) {
    return new OperatorError(ExitCode.USAGE, message);
  }

  /** How the command ends. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
