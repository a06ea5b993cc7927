package autoupload.server.log;

import autoupload.operator.OneLine;
import java.util.Locale;

/** String quoting as in JSON (RFC 8259), which both formats use for values that may be anything. */
final class Quoted {
  private Quoted() {}

  /** The text between quotation marks, with nothing in it that is not fit to be seen. */
  static String of(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(c -> append(quoted, c));
    return quoted.append('"').toString();
  }

  private static void append(StringBuilder quoted, int codePoint) {
    switch (codePoint) {
      case '"', '\\' -> quoted.append('\\').append((char) codePoint);
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> {
        if (OneLine.isUnfit(codePoint)) { // none of them is beyond U+FFFF
          quoted.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
        } else {
          quoted.appendCodePoint(codePoint);
        }
      }
    }
  }
}
