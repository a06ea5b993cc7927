package autoupload.server.log;

import autoupload.operator.OneLine;
import ch.qos.logback.classic.spi.ILoggingEvent;
import org.slf4j.event.KeyValuePair;

/**
 * Text format of a log line: {@code TIME LEVEL what happened key=value key="other value"}. A value
 * is quoted if it is empty or has a space, a quotation mark, a backslash, an equals sign or an
 * unfit character in it. A stack trace follows on lines of its own, each of which begins with a
 * tab: no other line does, and nothing that was logged can begin one.
 */
final class TextLine {
  private TextLine() {}

  static String of(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(Fields.time(event)).append(' ').append(event.getLevel());
    line.append(" ".repeat(Math.max(1, 6 - event.getLevel().toString().length())));
    line.append(OneLine.of(event.getFormattedMessage()));
    for (KeyValuePair field : Fields.of(event)) {
      line.append(' ').append(field.key).append('=').append(value(String.valueOf(field.value)));
    }
    Fields.exception(event)
        .ifPresent(
            trace -> trace.lines().forEach(l -> line.append("\n\t").append(OneLine.of(l.strip()))));
    return line.toString();
  }

  private static String value(String text) {
    boolean bare = !text.isEmpty() && text.codePoints().noneMatch(TextLine::needsQuotes);
    return bare ? text : Quoted.of(text);
  }

  private static boolean needsQuotes(int c) {
    return c == '"'
        || c == '\\'
        || c == '='
        || Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || OneLine.isUnfit(c);
  }
}
