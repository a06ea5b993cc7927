package autoupload.server.accept;

import autoupload.server.log.RareLog;
import autoupload.server.login.AuthenticatedUser;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes to the log what becomes of one connection. */
final class ConnectionLog {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);

  private final String peer;
  private final RareLog strangers;
  private final RareLog shortage;

  /**
   * @param strangers for what clients bring about that are not logged in
   * @param shortage for what happens for want of threads or memory
   */
  ConnectionLog(String peer, RareLog strangers, RareLog shortage) {
    this.peer = peer;
    this.strangers = strangers;
    this.shortage = shortage;
  }

  /** The message of what was thrown, or its name if it has none. */
  static String words(Throwable e) {
    return String.valueOf(e.getMessage() == null ? e : e.getMessage());
  }

  void disconnected(AuthenticatedUser user, Duration lasted, String cause) {
    at(Level.INFO, "disconnected", Optional.of(user))
        .addKeyValue("duration_ms", lasted.toMillis())
        .addKeyValue("cause", cause)
        .log();
  }

  void protocolError(Optional<AuthenticatedUser> user, Throwable cause) {
    say("protocol error", user, "cause", words(cause));
  }

  /** What ended a connection that did not end by itself. */
  void ended(Optional<AuthenticatedUser> user, Throwable cause) {
    if (cause instanceof IOException) { // which happens to healthy connections too
      at(Level.DEBUG, "connection ended", user).addKeyValue("cause", words(cause)).log();
    } else if (cause instanceof OutOfMemoryError) {
      shortage.say(
          "no thread or memory for a connection, closed it",
          line -> line.addKeyValue("peer", peer).addKeyValue("cause", words(cause)));
    } else {
      failed(user, cause);
    }
  }

  /** A defect. */
  void failed(Optional<AuthenticatedUser> user, Throwable cause) {
    at(Level.ERROR, "connection failed", user).setCause(cause).log();
  }

  void timeout(Optional<AuthenticatedUser> user, Object phase) {
    say("timeout", user, "phase", phase);
  }

  /** What anybody can bring about is said rarely, unless it is known who did. */
  private void say(String event, Optional<AuthenticatedUser> user, String key, Object value) {
    if (user.isPresent()) {
      at(Level.INFO, event, user).addKeyValue(key, value).log();
    } else {
      strangers.say(event, line -> line.addKeyValue("peer", peer).addKeyValue(key, value));
    }
  }

  void gaveWay(AuthenticatedUser user, double rate) {
    at(Level.INFO, "too slow while others wait, told to come again", Optional.of(user))
        .addKeyValue("rate_bytes_per_s", Math.round(rate))
        .log();
  }

  void cutOff(AuthenticatedUser user) {
    at(Level.WARN, "cut off", Optional.of(user)).addKeyValue("cause", "removed or changed").log();
  }

  /** Something that happens to healthy connections too. */
  void detail(String event, Throwable cause) {
    at(Level.DEBUG, event, Optional.empty()).addKeyValue("cause", words(cause)).log();
  }

  private LoggingEventBuilder at(Level level, String event, Optional<AuthenticatedUser> user) {
    LoggingEventBuilder line = LOG.atLevel(level).setMessage(event);
    return (user.isPresent() ? line.addKeyValue("user", user.get()) : line)
        .addKeyValue("peer", peer);
  }
}
