package autoupload.server.accept;

import autoupload.server.log.RareLog;
import autoupload.server.login.AuthenticatedUser;
import autoupload.server.session.Arrival;
import autoupload.server.session.SessionEvents;
import autoupload.server.storage.StorageException;
import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;
import autoupload.wire.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Writes a line to the log for every file of a session. */
final class SessionLog implements SessionEvents {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);

  private final AuthenticatedUser user;
  private final String peer;

  private final Map<ErrorCode, RareLog> shortages;

  /**
   * @param shortages where refusals of these codes go: thousands of devices may meet a full disk
   */
  SessionLog(AuthenticatedUser user, String peer, Map<ErrorCode, RareLog> shortages) {
    this.shortages = shortages;
    this.user = user;
    this.peer = peer;
  }

  @Override
  public void stored(Receipt receipt, Arrival arrival) {
    of("stored", receipt)
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
    return of(LOG.atLevel(level).setMessage(event));
  }

  private LoggingEventBuilder of(LoggingEventBuilder line) {
    return line.addKeyValue("user", user).addKeyValue("peer", peer);
  }

  @Override
  public void refused(UploadOffer offer, Throwable cause) {
    if (cause instanceof StorageException e) {
      String detail = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      UnaryOperator<LoggingEventBuilder> fields =
          line ->
              of(line)
                  .addKeyValue("code", e.code())
                  .addKeyValue("cause", e.getMessage() + detail)
                  .addKeyValue("name", offer.name());
      Optional.ofNullable(shortages.get(e.code()))
          .ifPresentOrElse(
              rare -> rare.say("refused", fields),
              () -> fields.apply(LOG.atWarn().setMessage("refused")).log());
    } else {
      at(Level.ERROR, "failed").addKeyValue("name", offer.name()).setCause(cause).log();
    }
  }

  @Override
  public void complained(String text) {
    at(Level.WARN, "the client gave up").addKeyValue("cause", text).log();
  }
}
