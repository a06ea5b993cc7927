package autoupload.server.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import java.util.Iterator;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Format of the log lines. */
public enum LogFormat {
  /** For people: time, level, what happened, {@code key=value}. */
  TEXT {
    @Override
    String line(ILoggingEvent event) {
      return TextLine.of(event);
    }
  },
  /** For programs: a flat JSON object on each line, with the same keys. */
  JSON {
    @Override
    String line(ILoggingEvent event) {
      return JsonLine.of(event);
    }
  };

  /** The line without its end. */
  abstract String line(ILoggingEvent event);

  /**
   * From here on the log is written so. An operator who configured Logback to use another encoder
   * keeps it.
   */
  public void use() {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (!(factory instanceof LoggerContext context)) {
      return;
    }
    Iterator<Appender<ILoggingEvent>> appenders =
        context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
    while (appenders.hasNext()) {
      if (appenders.next() instanceof OutputStreamAppender<ILoggingEvent> appender
          && appender.getEncoder() instanceof EventEncoder encoder) {
        encoder.use(this);
      }
    }
  }
}
