package autoupload.cli;

/** Keeps a message on one line, and as it is meant, whatever file name it quotes. */
public final class OneLine {
  private static final int MAX_LENGTH = 300;

  private OneLine() {}

  /** What somebody else wrote, so that a message can quote it: at most 300 characters of it. */
  public static String quote(Object value) {
    String text = String.valueOf(value);
    int cut = Math.min(MAX_LENGTH, text.codePointCount(0, text.length()));
    return of(text.substring(0, text.offsetByCodePoints(0, cut)));
  }

  /** The text with every character that {@link #isUnfit} replaced by a question mark. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints().map(c -> isUnfit(c) ? '?' : c).forEach(line::appendCodePoint);
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

  /** Unicode's property Bidi_Control. */
  private static boolean isBidiControl(int codePoint) {
    return codePoint == 0x061C
        || codePoint == 0x200E
        || codePoint == 0x200F
        || (codePoint >= 0x202A && codePoint <= 0x202E)
        || (codePoint >= 0x2066 && codePoint <= 0x2069);
  }
}
