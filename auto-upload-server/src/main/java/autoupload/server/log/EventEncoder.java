package autoupload.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;

/**
 * Logback encoder for the server's log, in UTF-8: {@link LogFormat#TEXT} until another format is
 * set. Public for {@code logback.xml}, which creates it.
 */
public final class EventEncoder extends EncoderBase<ILoggingEvent> {
  private static final byte[] NOTHING = {};

  private volatile LogFormat format = LogFormat.TEXT;

  void use(LogFormat other) {
    format = other;
  }

  @Override
  public byte[] headerBytes() {
    return NOTHING.clone();
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    return (format.line(event) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] footerBytes() {
    return NOTHING.clone();
  }
}
