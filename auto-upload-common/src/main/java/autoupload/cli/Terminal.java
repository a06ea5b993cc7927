package autoupload.cli;

import autoupload.operator.OperatorError;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Terminal of the person at the command. */
public final class Terminal {
  private static final int USUAL_COLUMNS = 80;
  private static final int LONGEST_SIZE = 20;
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,5})\\s*");

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

  /** How many columns it has now, as stty(1) tells; 80 if that cannot be told. */
  public int columns() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said;
      try (InputStream out = stty.getInputStream()) {
        said = new String(out.readNBytes(LONGEST_SIZE), StandardCharsets.US_ASCII);
      }
      Matcher size = SIZE.matcher(said);
      return size.matches() && !size.group(1).equals("0")
          ? Integer.parseInt(size.group(1))
          : USUAL_COLUMNS;
    } catch (IOException e) {
      return USUAL_COLUMNS;
    }
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
