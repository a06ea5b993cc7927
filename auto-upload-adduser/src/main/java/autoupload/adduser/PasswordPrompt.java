package autoupload.adduser;

import autoupload.operator.OperatorError;
import autoupload.upload.UserName;
import java.util.Arrays;
import java.util.function.Function;

/** Prompt for a new password, which is asked for twice, since nobody sees what is typed. */
final class PasswordPrompt {
  private final Function<String, char[]> terminal;

  /** Asks with {@code terminal}, which shows its argument and gives the answer. */
  PasswordPrompt(Function<String, char[]> terminal) {
    this.terminal = terminal;
  }

  /**
   * The password; the caller wipes it.
   *
   * @throws OperatorError if the two answers differ
   */
  char[] newPassword(UserName user) {
    char[] first = terminal.apply("new password for " + user + ": ");
    char[] second = terminal.apply("the same once more: ");
    boolean same = Arrays.equals(first, second);
    Arrays.fill(second, '\0');
    if (!same) {
      Arrays.fill(first, '\0');
      throw OperatorError.usage("the two passwords differ, so nothing was changed: try again");
    }
    return first;
  }
}
