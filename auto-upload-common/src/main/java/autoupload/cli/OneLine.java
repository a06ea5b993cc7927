package autoupload.cli;

/** Keeps a message on one line, whatever file name it quotes. */
public final class OneLine {
  private OneLine() {}

  /** The text with every control character and line separator replaced by a question mark. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
