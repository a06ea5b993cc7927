package autoupload.cli;

import autoupload.operator.OperatorError;
import java.io.Console;
import java.util.Optional;

/** Terminal of the person at the command, for questions whose answer nobody may see. */
public final class Terminal {
  private final Console console;

  private Terminal(Console console) {
    this.console = console;
  }

  /** The terminal, unless standard input or output is a file, a pipe or nothing, as under cron. */
  public static Optional<Terminal> find() {
    return Optional.ofNullable(System.console()).filter(Terminal::isTerminal).map(Terminal::new);
  }

  /**
   * Asks without echo. The caller wipes the answer.
   *
   * @throws OperatorError if the person ends the input instead
   */
  public char[] askSecret(String question) {
    char[] answer = console.readPassword("%s", question);
    if (answer == null) {
      throw OperatorError.usage("nothing was typed, so nothing was done");
    }
    return answer;
  }

  /** JDK 22 to 24 have a console even without a terminal, and a method that JDK 17 has not. */
  private static boolean isTerminal(Console console) {
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
