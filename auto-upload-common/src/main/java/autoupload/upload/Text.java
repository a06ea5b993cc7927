package autoupload.upload;

import java.nio.charset.StandardCharsets;

/** What names may be made of. */
final class Text {
  private Text() {}

  /** Whether the text has a control, format or line-breaking character that could forge a line. */
  static boolean hasControl(String text) {
    return text.codePoints()
        .anyMatch(
            c ->
                Character.isISOControl(c)
                    || c == 0x2028 // line separator
                    || c == 0x2029); // paragraph separator
  }

  /** Whether the text has no lone surrogate, so that UTF-8 can carry it unchanged. */
  static boolean isEncodable(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
