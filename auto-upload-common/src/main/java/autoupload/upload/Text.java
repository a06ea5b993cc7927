package autoupload.upload;

/**
 * Character checks for names. In plain loops: a run with nothing to do looks at every name there
 * is, in a JVM that has compiled nothing yet.
 */
final class Text {
  private static final char LINE_SEPARATOR = 0x2028;
  private static final char PARAGRAPH_SEPARATOR = 0x2029;

  private Text() {}

  /** Whether the text has a control, format or line-breaking character that could forge a line. */
  static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i); // none of them is beyond 16 bits
      if (Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR) {
        return true;
      }
    }
    return false;
  }

  /** Whether the text has no lone surrogate, so that UTF-8 can carry it unchanged. */
  static boolean isEncodable(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isHighSurrogate(text.charAt(i))) {
        i++;
        if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
          return false;
        }
      } else if (Character.isLowSurrogate(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** How many bytes of UTF-8 these characters are, among which is no lone surrogate. */
  static int utf8Length(String text, int start, int end) {
    int bytes = 0;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else {
        bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a pair has 4
      }
    }
    return bytes;
  }
}
