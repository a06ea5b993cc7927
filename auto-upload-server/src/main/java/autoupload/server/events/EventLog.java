package autoupload.server.events;

import static autoupload.server.events.ConnectionEvents.words;

import autoupload.server.log.Limit;
import autoupload.server.login.AcceptedLogin;
import autoupload.server.login.RefusedLogin;
import autoupload.server.login.RefusedLogin.RefusalReason;
import autoupload.server.storage.StorageException;
import autoupload.tls.HandshakeRefusal;
import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;
import autoupload.wire.Frame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Log of all connections: logins and refusals, each file that is stored, errors and ends. A guess
 * has a line of its own, since guessing is slowed down.
 */
public final class EventLog implements ServerEvents {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);

  /** So many characters of a name that may be nobody's; one that is somebody's has fewer. */
  private static final int NAME_LENGTH = 100;

  /** A handshake that came to nothing, unless the peer just left, as health checks do. */
  @Override
  public void handshakeFailed(Peer peer, IOException cause) {
    if (cause instanceof EOFException || cause instanceof SocketException) {
      ioError(peer, cause);
    } else {
      at(Level.INFO, "handshake refused", peer)
          .addKeyValue("cause", HandshakeRefusal.of(cause))
          .addKeyValue("detail", words(cause))
          .log();
    }
  }

  @Override
  public void loggedIn(Peer peer, AcceptedLogin login, Frame.Hello device) {
    LOG.atInfo()
        .setMessage("login")
        .addMarker(Limit.TEN_A_MINUTE)
        .addKeyValue("user", login.user())
        .addKeyValue("peer", peer.address())
        .addKeyValue("with", login.method())
        .addKeyValue("device", device.device())
        .addKeyValue("client", device.client())
        .addKeyValue("backlog_files", device.backlog().files())
        .addKeyValue("backlog_bytes", device.backlog().bytes())
        .addKeyValue("oldest_s", device.backlog().oldest().toSeconds())
        .log();
  }

  @Override
  public void loginRefused(Peer peer, String user, RefusedLogin refused) {
    RefusalReason reason = refused.reason();
    boolean passes = reason == RefusalReason.GUESSED_TOO_OFTEN || reason == RefusalReason.BUSY;
    LoggingEventBuilder line =
        LOG.atLevel(passes ? Level.INFO : Level.WARN)
            .setMessage("login refused")
            .addKeyValue("user", shortened(user))
            .addKeyValue("peer", peer.address())
            .addKeyValue("cause", reason);
    if (reason.isGuess()) {
      line = line.addMarker(Limit.NONE);
    }
    if (!refused.isDenied()) {
      line = line.addKeyValue("retry_after_s", refused.retryAfter().toSeconds());
    }
    line.log();
  }

  @Override
  public void loginFailed(Peer peer, String user, IOException cause) {
    LOG.atError()
        .setMessage("login failed")
        .addKeyValue("user", shortened(user))
        .addKeyValue("peer", peer.address())
        .setCause(cause)
        .log();
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= NAME_LENGTH
        ? name
        : name.substring(0, name.offsetByCodePoints(0, NAME_LENGTH)) + "\u2026";
  }

  @Override
  public void stored(Peer peer, Receipt receipt, Arrival arrival) {
    of("stored", peer, receipt)
        .addMarker(Limit.NONE)
        .addKeyValue("received", arrival.bytes())
        .addKeyValue("duration_ms", arrival.took().toMillis())
        .addKeyValue("rate_bytes_per_s", arrival.rate())
        .log();
  }

  @Override
  public void proven(Peer peer, Receipt receipt) {
    of("already stored", peer, receipt).log();
  }

  private static LoggingEventBuilder of(String event, Peer peer, Receipt receipt) {
    return at(Level.INFO, event, peer)
        .addKeyValue("size", receipt.size())
        .addKeyValue("digest", receipt.digest())
        .addKeyValue("name", receipt.storedName());
  }

  @Override
  public void refused(Peer peer, UploadOffer offer, Throwable cause) {
    if (cause instanceof StorageException e) {
      String detail = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      at(Level.WARN, "refused", peer)
          .addKeyValue("code", e.code())
          .addKeyValue("cause", e.getMessage() + detail)
          .addKeyValue("name", offer.name())
          .log();
    } else {
      at(Level.ERROR, "failed", peer).addKeyValue("name", offer.name()).setCause(cause).log();
    }
  }

  @Override
  public void gaveUp(Peer peer, String text) {
    Level level = peer.user().isPresent() ? Level.WARN : Level.INFO;
    at(level, "the client gave up", peer).addKeyValue("cause", text).log();
  }

  @Override
  public void protocolError(Peer peer, IOException cause) {
    at(Level.INFO, "protocol error", peer).addKeyValue("cause", words(cause)).log();
  }

  @Override
  public void timedOut(Peer peer, String phase) {
    at(Level.INFO, "timeout", peer).addKeyValue("phase", phase).log();
  }

  @Override
  public void gaveWay(Peer peer, double rate) {
    at(Level.INFO, "too slow while others wait, told to come again", peer)
        .addKeyValue("rate_bytes_per_s", Math.round(rate))
        .log();
  }

  @Override
  public void cutOff(Peer peer) {
    at(Level.WARN, "cut off", peer).addKeyValue("cause", "removed or changed").log();
  }

  @Override
  public void ioError(Peer peer, IOException cause) {
    at(Level.DEBUG, "connection ended", peer).addKeyValue("cause", words(cause)).log();
  }

  @Override
  public void failed(Peer peer, Throwable cause) {
    if (cause instanceof OutOfMemoryError) {
      at(Level.WARN, "no thread or memory for a connection, closed it", Peer.at(peer.address()))
          .addKeyValue("cause", words(cause))
          .log();
    } else {
      at(Level.ERROR, "connection failed", peer).setCause(cause).log();
    }
  }

  @Override
  public void closed(Peer peer, Duration lasted, String cause) {
    at(Level.INFO, "disconnected", peer)
        .addMarker(Limit.TEN_A_MINUTE)
        .addKeyValue("duration_ms", lasted.toMillis())
        .addKeyValue("cause", cause)
        .log();
  }

  private static LoggingEventBuilder at(Level level, String event, Peer peer) {
    LoggingEventBuilder line = LOG.atLevel(level).setMessage(event);
    if (peer.user().isPresent() && peer.client().isPresent()) {
      line = line.addKeyValue("user", peer.user().get()).addKeyValue("client", peer.client().get());
    }
    return line.addKeyValue("peer", peer.address());
  }
}
