package autoupload.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.slf4j.event.KeyValuePair;

/**
 * Rate-limiting log filter, so that no peer can fill the disk with lines. Of one event there is one
 * line a minute for each cause and source, unless its marker says otherwise ({@link Limit}); the
 * field {@code unsaid} of the next one counts those that were left out. A new event needs no
 * setting of its own. Public for {@code logback.xml}, which creates it.
 *
 * <p>The cause is in the fields whose values are enum constants; texts do not count, since a client
 * may have put anything into them. The source is the user and device that logged in, else the
 * address of {@code peer}. Events without a source are the server's own, and told apart by all
 * their fields but numbers.
 */
public final class RepeatFilter extends Filter<ILoggingEvent> {
  private static final String USER = "user";
  private static final String DEVICE = "client";
  private static final String PEER = "peer";

  private final RepeatLimit limit;

  /** Nothing was written yet. */
  public RepeatFilter() {
    this(System::nanoTime);
  }

  RepeatFilter(LongSupplier nanoTime) {
    limit = new RepeatLimit(nanoTime);
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    OptionalLong leftOut = limit.admit(event.getMessage(), key(Fields.of(event)), Limit.of(event));
    if (leftOut.isEmpty()) {
      return FilterReply.DENY;
    }
    if (leftOut.getAsLong() > 0 && event instanceof LoggingEvent line) {
      line.addKeyValuePair(new KeyValuePair("unsaid", leftOut.getAsLong()));
    }
    return FilterReply.NEUTRAL;
  }

  private static String key(List<KeyValuePair> fields) {
    boolean known = fields.stream().anyMatch(RepeatFilter::isLoggedIn);
    boolean hasSource = known || fields.stream().anyMatch(field -> field.key.equals(PEER));
    return fields.stream()
        .filter(
            field ->
                field.value instanceof Enum || (hasSource ? isSource(field, known) : isText(field)))
        .map(field -> field.key + "=" + value(field))
        .collect(Collectors.joining("\n"));
  }

  /** A name that somebody merely claims is a text. */
  private static boolean isLoggedIn(KeyValuePair field) {
    return field.key.equals(USER) && !(field.value instanceof CharSequence);
  }

  private static boolean isSource(KeyValuePair field, boolean known) {
    return known ? field.key.equals(USER) || field.key.equals(DEVICE) : field.key.equals(PEER);
  }

  private static boolean isText(KeyValuePair field) {
    return !(field.value instanceof Number);
  }

  /** Of a peer without its port, which is another each time. */
  private static String value(KeyValuePair field) {
    String text = String.valueOf(field.value);
    int port = text.lastIndexOf(':');
    return field.key.equals(PEER) && port > 0 ? text.substring(0, port) : text;
  }
}
