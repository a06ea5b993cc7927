package autoupload.cli;

import autoupload.operator.OperatorError;

/**
 * Command whose options may come from {@linkplain Settings settings} too: it has {@code --config},
 * and {@code config check} before its options lists those in force.
 */
public interface ConfigurableCommand {
  /**
   * Checks the options, once they were parsed, and does nothing else.
   *
   * @throws OperatorError if they cannot be used
   */
  void check();
}
