package autoupload.server.accept;

import autoupload.cli.OneLine;
import autoupload.server.login.AuthenticatedUser;
import autoupload.server.session.SessionEvents;
import autoupload.server.storage.StorageException;
import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;
import autoupload.wire.ErrorCode;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
  public void stored(Receipt receipt) {
    LOG.info(
        "stored user={} peer={} size={} digest={} name={}",
        user,
        peer,
        receipt.size(),
        receipt.digest(),
        receipt.storedName());
  }

  @Override
  public void proven(Receipt receipt) {
    LOG.info(
        "already stored user={} peer={} size={} digest={} name={}",
        user,
        peer,
        receipt.size(),
        receipt.digest(),
        receipt.storedName());
  }

  @Override
  public void refused(UploadOffer offer, Throwable cause) {
    if (cause instanceof StorageException e) {
      String detail = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      String line =
          "refused user=%s peer=%s code=%s cause=%s name=%s"
              .formatted(user, peer, e.code(), OneLine.of(e.getMessage() + detail), offer.name());
      Optional.ofNullable(shortages.get(e.code()))
          .ifPresentOrElse(rare -> rare.say(line), () -> LOG.warn(line));
    } else {
      LOG.error("failed user={} peer={} name={}", user, peer, offer.name(), cause);
    }
  }

  @Override
  public void complained(String text) {
    LOG.warn("the client gave up user={} peer={} cause={}", user, peer, OneLine.of(text));
  }
}
