package autoupload.server.net;

import autoupload.server.session.Outbox;
import autoupload.tls.TlsConnection;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * Graceful close: the peer gets to read what was sent last. Closing with unread input would reset
 * the connection, and the reset eats it.
 */
final class GracefulClose {
  private GracefulClose() {}

  /** Half-closes, then reads for a while whatever the peer still sends; the caller closes. */
  static void drain(Socket socket, TlsConnection connection) throws IOException {
    long until = System.nanoTime() + WireLimits.ERROR_DRAIN.toNanos();
    connection.halfClose();
    socket.setSoTimeout((int) WireLimits.ERROR_DRAIN.toMillis());
    byte[] sink = new byte[4096];
    InputStream in = connection.in();
    while (System.nanoTime() < until && in.read(sink) >= 0) {
      // whatever it is, it comes too late
    }
  }

  /** Half-closes once everything in {@code outbox} was written, if that is within this time. */
  static void afterAnswers(Outbox outbox, TlsConnection connection, Duration atMost)
      throws IOException {
    if (outbox.awaitEmpty(atMost)) {
      connection.halfClose();
    }
  }
}
