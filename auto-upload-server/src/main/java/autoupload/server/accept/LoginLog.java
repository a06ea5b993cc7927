package autoupload.server.accept;

import autoupload.server.log.RareLog;
import autoupload.server.login.LoginOutcome;
import autoupload.wire.Frame;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes to the log who logs in and who does not. A guess has a line of its own, since guessing is
 * slowed down; what anybody can repeat as often as he likes has one a minute for each cause.
 */
final class LoginLog {
  private static final Logger LOG = LoggerFactory.getLogger(LoginLog.class);
  private static final String REFUSED = "login refused";

  /** So many characters of a name that may be nobody's; one that is somebody's has fewer. */
  private static final int NAME_LENGTH = 100;

  private final Map<LoginOutcome.Reason, RareLog> rare = new EnumMap<>(LoginOutcome.Reason.class);

  LoginLog() {
    for (LoginOutcome.Reason reason : LoginOutcome.Reason.values()) {
      if (!reason.isGuess()) {
        rare.put(reason, new RareLog(LOG, levelOf(reason)));
      }
    }
  }

  private static Level levelOf(LoginOutcome.Reason reason) {
    return switch (reason) {
      case GUESSED_TOO_OFTEN, BUSY -> Level.INFO;
      default -> Level.WARN;
    };
  }

  void accepted(LoginOutcome.Accepted accepted, Frame.Hello hello, String peer) {
    LOG.atInfo()
        .setMessage("login")
        .addKeyValue("user", accepted.user())
        .addKeyValue("peer", peer)
        .addKeyValue("with", accepted.proof().name().toLowerCase(Locale.ROOT))
        .addKeyValue("device", hello.device())
        .addKeyValue("client", hello.client())
        .addKeyValue("backlog_files", hello.backlog().files())
        .addKeyValue("backlog_bytes", hello.backlog().bytes())
        .addKeyValue("oldest_s", hello.backlog().oldest().toSeconds())
        .log();
  }

  /** Somebody's words are wrong. */
  void denied(LoginOutcome.Denied denied, String user, String peer) {
    LoginOutcome.Reason reason = denied.reason();
    if (reason.isGuess()) {
      describe(LOG.atWarn().setMessage(REFUSED), reason, user, peer).log();
    } else {
      rare.get(reason).say(REFUSED, line -> describe(line, reason, user, peer));
    }
  }

  /** Somebody is to come again later. */
  void later(LoginOutcome.Later later, String user, String peer) {
    rare.get(later.reason())
        .say(
            REFUSED,
            line ->
                describe(line, later.reason(), user, peer)
                    .addKeyValue("retry_after_s", later.retryAfter().toSeconds()));
  }

  /** This server could not tell. */
  void failed(IOException cause, String user, String peer) {
    LOG.atError()
        .setMessage("login failed")
        .addKeyValue("user", shortened(user))
        .addKeyValue("peer", peer)
        .setCause(cause)
        .log();
  }

  private static LoggingEventBuilder describe(
      LoggingEventBuilder line, LoginOutcome.Reason reason, String user, String peer) {
    return line.addKeyValue("user", shortened(user))
        .addKeyValue("peer", peer)
        .addKeyValue("cause", reason.name().toLowerCase(Locale.ROOT));
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= NAME_LENGTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH)) + "\u2026";
  }
}
