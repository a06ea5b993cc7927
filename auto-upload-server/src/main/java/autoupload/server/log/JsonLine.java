package autoupload.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.slf4j.event.KeyValuePair;

/**
 * JSON format of a log line, one object for each event: {@code time}, {@code level}, {@code event},
 * then its own fields, then {@code exception} if something was thrown. Numbers and booleans are
 * written as such, all else as strings.
 */
final class JsonLine {
  private JsonLine() {}

  static String of(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(200).append('{');
    add(line, "time", Fields.time(event));
    add(line, "level", event.getLevel());
    add(line, "event", event.getFormattedMessage());
    for (KeyValuePair field : Fields.of(event)) {
      add(line, field.key, field.value);
    }
    Fields.exception(event).ifPresent(trace -> add(line, "exception", trace));
    return line.append('}').toString();
  }

  private static void add(StringBuilder line, String key, Object value) {
    if (line.length() > 1) {
      line.append(',');
    }
    boolean plain = value instanceof Long || value instanceof Integer || value instanceof Boolean;
    line.append(Quoted.of(key)).append(':');
    line.append(plain ? value.toString() : Quoted.of(String.valueOf(value)));
  }
}
