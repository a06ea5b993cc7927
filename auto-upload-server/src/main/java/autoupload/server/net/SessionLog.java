package autoupload.server.net;

import autoupload.server.log.Limit;
import autoupload.server.session.Arrival;
import autoupload.server.session.SessionEvents;
import autoupload.server.storage.StorageException;
import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Log of the files of one session: a line for each file that is stored, and for each refusal. */
final class SessionLog implements SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);

  private final LoginExchange.LoggedIn loggedIn;
  private final String peer;

  SessionLog(LoginExchange.LoggedIn loggedIn, String peer) {
    this.loggedIn = loggedIn;
    this.peer = peer;
  }

  @Override
  public void stored(Receipt receipt, Arrival arrival) {
    of("stored", receipt)
        .addMarker(Limit.NONE)
        .addKeyValue("received", arrival.bytes())
        .addKeyValue("duration_ms", arrival.took().toMillis())
        .addKeyValue("rate_bytes_per_s", arrival.rate())
        .log();
  }

  @Override
  public void proven(Receipt receipt) {
    of("already stored", receipt).log();
  }

  private LoggingEventBuilder of(String event, Receipt receipt) {
    return at(Level.INFO, event)
        .addKeyValue("size", receipt.size())
        .addKeyValue("digest", receipt.digest())
        .addKeyValue("name", receipt.storedName());
  }

  private LoggingEventBuilder at(Level level, String event) {
    return LOG.atLevel(level)
        .setMessage(event)
        .addKeyValue("user", loggedIn.user())
        .addKeyValue("client", loggedIn.client())
        .addKeyValue("peer", peer);
  }

  @Override
  public void refused(UploadOffer offer, Throwable cause) {
    if (cause instanceof StorageException e) {
      String detail = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      at(Level.WARN, "refused")
          .addKeyValue("code", e.code())
          .addKeyValue("cause", e.getMessage() + detail)
          .addKeyValue("name", offer.name())
          .log();
    } else {
      at(Level.ERROR, "failed").addKeyValue("name", offer.name()).setCause(cause).log();
    }
  }

  @Override
  public void complained(String text) {
    at(Level.WARN, "the client gave up").addKeyValue("cause", text).log();
  }
}
