package autoupload.operator;

import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Sanitizer that keeps a message on one line, and as it is meant, whatever file name it quotes. */
public final class OneLine {
  private static final int MAX_LENGTH = 300;

  private OneLine() {}

  /**
   * What a stranger may have written, so that a message can quote it: at most 300 characters of it,
   * and a question mark also for those that nobody sees, such as joiners.
   */
  public static String quote(Object value) {
    return replaced(
        String.valueOf(value).codePoints().limit(MAX_LENGTH), c -> isUnfit(c) || isUnseen(c));
  }

  /** The text with every character that {@link #isUnfit} replaced by a question mark. */
  public static String of(String text) {
    return replaced(text.codePoints(), OneLine::isUnfit);
  }

  private static String replaced(IntStream text, IntPredicate unfit) {
    StringBuilder line = new StringBuilder();
    text.map(c -> unfit.test(c) ? '?' : c).forEach(line::appendCodePoint);
    return line.toString();
  }

  /**
   * Whether a code point can end a line, tell a terminal what to do, change the order in which what
   * follows is shown, or is half a character. Joiners and the like, without which some scripts and
   * emoji cannot be written, are fit.
   */
  public static boolean isUnfit(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> isBidiControl(codePoint);
    };
  }

  private static boolean isUnseen(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.FORMAT || type == Character.UNASSIGNED;
  }

  /** Unicode's property Bidi_Control. */
  private static boolean isBidiControl(int codePoint) {
    return codePoint == 0x061C
        || codePoint == 0x200E
        || codePoint == 0x200F
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
