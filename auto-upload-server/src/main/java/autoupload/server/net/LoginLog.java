package autoupload.server.net;

import autoupload.server.log.Limit;
import autoupload.server.login.AcceptedLogin;
import autoupload.server.login.LoginRefused;
import autoupload.wire.Frame;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Log of logins and refusals. A guess has a line of its own, since guessing is slowed down. */
final class LoginLog {
  private static final Logger LOG = LoggerFactory.getLogger(LoginLog.class);

  /** So many characters of a name that may be nobody's; one that is somebody's has fewer. */
  private static final int NAME_LENGTH = 100;

  void accepted(AcceptedLogin accepted, Frame.Hello hello, String peer) {
    LOG.atInfo()
        .setMessage("login")
        .addMarker(Limit.TEN_A_MINUTE)
        .addKeyValue("user", accepted.user())
        .addKeyValue("peer", peer)
        .addKeyValue("with", accepted.proof())
        .addKeyValue("device", hello.device())
        .addKeyValue("client", hello.client())
        .addKeyValue("backlog_files", hello.backlog().files())
        .addKeyValue("backlog_bytes", hello.backlog().bytes())
        .addKeyValue("oldest_s", hello.backlog().oldest().toSeconds())
        .log();
  }

  /** Wrong credentials are a warning, and a guess among them always has its line. */
  void refused(LoginRefused refused, String user, String peer) {
    LoginRefused.Reason reason = refused.reason();
    boolean passes =
        reason == LoginRefused.Reason.GUESSED_TOO_OFTEN || reason == LoginRefused.Reason.BUSY;
    LoggingEventBuilder line =
        LOG.atLevel(passes ? Level.INFO : Level.WARN)
            .setMessage("login refused")
            .addKeyValue("user", shortened(user))
            .addKeyValue("peer", peer)
            .addKeyValue("cause", reason);
    if (reason.isGuess()) {
      line = line.addMarker(Limit.NONE);
    }
    if (!refused.isDenied()) {
      line = line.addKeyValue("retry_after_s", refused.retryAfter().toSeconds());
    }
    line.log();
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

  /** The client ended it, in these words. */
  void complained(String text, String peer) {
    LOG.atInfo()
        .setMessage("the client gave up")
        .addKeyValue("peer", peer)
        .addKeyValue("cause", text)
        .log();
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= NAME_LENGTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH)) + "\u2026";
  }
}
