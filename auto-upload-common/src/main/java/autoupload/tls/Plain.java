package autoupload.tls;

/** Text from a file or from the network, made fit for one line of an operator's terminal. */
final class Plain {
  private static final int MAX_LENGTH = 300;

  private Plain() {}

  /** The text with control and format characters replaced, cut at 300 characters. */
  static String text(Object value) {
    StringBuilder line = new StringBuilder();
    String.valueOf(value)
        .codePoints()
        .limit(MAX_LENGTH)
        .map(c -> isPrintable(c) ? c : '?')
        .forEach(line::appendCodePoint);
    return line.toString();
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
