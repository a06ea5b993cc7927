package autoupload.server.net;

import autoupload.server.log.Limit;
import autoupload.tls.HandshakeRefusal;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Log of one connection: its errors, timeouts and end. */
final class ConnectionLog {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);

  private final String peer;

  ConnectionLog(String peer) {
    this.peer = peer;
  }

  /** The message of what was thrown, or its name if it has none. */
  static String words(Throwable e) {
    return String.valueOf(e.getMessage() == null ? e : e.getMessage());
  }

  void disconnected(LoginExchange.LoggedIn loggedIn, Duration lasted, String cause) {
    at(Level.INFO, "disconnected", Optional.of(loggedIn))
        .addMarker(Limit.TEN_A_MINUTE)
        .addKeyValue("duration_ms", lasted.toMillis())
        .addKeyValue("cause", cause)
        .log();
  }

  void protocolError(Optional<LoginExchange.LoggedIn> loggedIn, Throwable cause) {
    at(Level.INFO, "protocol error", loggedIn).addKeyValue("cause", words(cause)).log();
  }

  /** What ended a connection that did not end by itself. */
  void ended(Optional<LoginExchange.LoggedIn> loggedIn, Throwable cause) {
    if (cause instanceof IOException) { // which happens to healthy connections too
      at(Level.DEBUG, "connection ended", loggedIn).addKeyValue("cause", words(cause)).log();
    } else if (cause instanceof OutOfMemoryError) {
      at(Level.WARN, "no thread or memory for a connection, closed it", Optional.empty())
          .addKeyValue("cause", words(cause))
          .log();
    } else {
      failed(loggedIn, cause);
    }
  }

  /** A handshake that came to nothing, unless the peer just left, as health checks do. */
  void noHandshake(IOException cause) {
    if (cause instanceof EOFException || cause instanceof SocketException) {
      ended(Optional.empty(), cause);
    } else {
      at(Level.INFO, "handshake refused", Optional.empty())
          .addKeyValue("cause", HandshakeRefusal.of(cause))
          .addKeyValue("detail", words(cause))
          .log();
    }
  }

  /** A defect. */
  void failed(Optional<LoginExchange.LoggedIn> loggedIn, Throwable cause) {
    at(Level.ERROR, "connection failed", loggedIn).setCause(cause).log();
  }

  void timeout(Optional<LoginExchange.LoggedIn> loggedIn, Enum<?> phase) {
    at(Level.INFO, "timeout", loggedIn).addKeyValue("phase", phase).log();
  }

  void gaveWay(LoginExchange.LoggedIn loggedIn, double rate) {
    at(Level.INFO, "too slow while others wait, told to come again", Optional.of(loggedIn))
        .addKeyValue("rate_bytes_per_s", Math.round(rate))
        .log();
  }

  void cutOff(LoginExchange.LoggedIn loggedIn) {
    at(Level.WARN, "cut off", Optional.of(loggedIn))
        .addKeyValue("cause", "removed or changed")
        .log();
  }

  /** Something that happens to healthy connections too. */
  void detail(String event, Throwable cause) {
    at(Level.DEBUG, event, Optional.empty()).addKeyValue("cause", words(cause)).log();
  }

  private LoggingEventBuilder at(
      Level level, String event, Optional<LoginExchange.LoggedIn> loggedIn) {
    LoggingEventBuilder line = LOG.atLevel(level).setMessage(event);
    if (loggedIn.isPresent()) {
      line =
          line.addKeyValue("user", loggedIn.get().user())
              .addKeyValue("client", loggedIn.get().client());
    }
    return line.addKeyValue("peer", peer);
  }
}
