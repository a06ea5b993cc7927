package autoupload.credentials;

import autoupload.upload.UserName;
import java.util.ArrayList;
import java.util.List;

/** Line of a text file and what ends it: LF, CR LF, or nothing at the end of the file. */
record Line(String text, String ending) {
  /** What some editors put before the first line of UTF-8 text. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** The lines that, put together again, are {@code text}. */
  static List<Line> split(String text) {
    List<Line> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int feed = text.indexOf('\n', start);
      int next = feed < 0 ? text.length() : feed + 1;
      int end = feed < 0 ? next : feed;
      if (feed > start && text.charAt(feed - 1) == '\r') {
        end--;
      }
      lines.add(new Line(text.substring(start, end), text.substring(end, next)));
      start = next;
    }
    return lines;
  }

  /** What the line says: without a byte order mark, and without blanks nobody sees at its end. */
  String content() {
    String visible = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    return visible.stripTrailing();
  }

  boolean isComment() {
    return content().isEmpty() || content().startsWith("#");
  }

  /** Whether the first field is that user's name, whatever follows. */
  boolean isFor(UserName user) {
    return !isComment() && content().split("#", 2)[0].equals(user.value());
  }

  boolean endsWithCrLf() {
    return ending.equals("\r\n");
  }

  /** The same line, ended if it was not yet. */
  Line ended(String byDefault) {
    return ending.isEmpty() ? new Line(text, byDefault) : this;
  }

  /** Nothing of the text: it holds a password hash. */
  @Override
  public String toString() {
    return "Line[" + text.length() + " characters]";
  }
}
