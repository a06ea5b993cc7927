package autoupload.server.session;

import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;

/** Listener for the events of a session, for the log. Called from several threads. */
public interface SessionEvents {
  /** A file was stored and its receipt queued. */
  void stored(Receipt receipt, Arrival arrival);

  /** A file was offered again that is stored already. */
  void proven(Receipt receipt);

  /** An offer was refused for a reason of the server's. */
  void refused(UploadOffer offer, Throwable cause);

  /** The client gave up on this end, in these words. */
  void complained(String text);
}
