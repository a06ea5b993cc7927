package autoupload.server.events;

import autoupload.server.login.AcceptedLogin;
import autoupload.server.login.RefusedLogin;
import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;
import autoupload.wire.Frame;
import java.io.IOException;
import java.time.Duration;

/**
 * Listener for the events of all connections. Called from several threads, which wait for it, so it
 * must not block; what it throws goes to the log and harms nobody else.
 */
public interface ServerEvents {
  /** A TLS handshake came to nothing. */
  default void handshakeFailed(Peer peer, IOException cause) {}

  /** Somebody logged in, from a device that described itself. */
  default void loggedIn(Peer peer, AcceptedLogin login, Frame.Hello device) {}

  /** Somebody was refused who called itself {@code user}. */
  default void loginRefused(Peer peer, String user, RefusedLogin cause) {}

  /** This server could not tell whether the credentials are right. */
  default void loginFailed(Peer peer, String user, IOException cause) {}

  /** A file was stored; its receipt follows. */
  default void stored(Peer peer, Receipt receipt, Arrival arrival) {}

  /** A file was offered again that is stored already; its receipt follows. */
  default void proven(Peer peer, Receipt receipt) {}

  /** An offer was refused for a reason of the server's. */
  default void refused(Peer peer, UploadOffer offer, Throwable cause) {}

  /** The client gave up on this end, in these words. */
  default void gaveUp(Peer peer, String text) {}

  /** The client broke the protocol. */
  default void protocolError(Peer peer, IOException cause) {}

  /** A connection was beyond a deadline of its phase, and is closed. */
  default void timedOut(Peer peer, String phase) {}

  /** A connection was so slow, in bytes per second, that its slot went to another. */
  default void gaveWay(Peer peer, double rate) {}

  /** A connection of a user is closed whose line in the password file is gone or another. */
  default void cutOff(Peer peer) {}

  /** An I/O error ended a connection, as it happens to healthy ones too. */
  default void ioError(Peer peer, IOException cause) {}

  /** A defect, or a want of threads or memory, ended a connection. */
  default void failed(Peer peer, Throwable cause) {}

  /** A connection is over that was logged in. */
  default void closed(Peer peer, Duration lasted, String cause) {}
}
