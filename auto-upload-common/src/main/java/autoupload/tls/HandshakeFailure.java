package autoupload.tls;

import autoupload.operator.OneLine;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.bouncycastle.tls.TlsException;

/**
 * Classification of a failed handshake: a server that does not prove itself, or a network that
 * fails.
 */
final class HandshakeFailure {
  private HandshakeFailure() {}

  /** What to throw for an exception that ended a client's handshake. */
  static IOException of(IOException e, String host, int port) {
    String server = OneLine.quote(host) + " port " + port;
    Optional<ServerProof.Refusal> refusal = Causes.find(e, ServerProof.Refusal.class);
    if (refusal.isPresent()) {
      return new ServerNotProven(
          server + " did not prove itself: " + refusal.get().getMessage(), e);
    }
    boolean aboutTls = e instanceof SSLException || e instanceof TlsException;
    if (!aboutTls || Causes.any(e, HandshakeFailure::isNetwork)) {
      return e;
    }
    String detail = String.valueOf(e.getMessage());
    if (isPassing(detail)) {
      return e;
    }
    return new ServerNotProven(
        server
            + " does not speak TLS 1.3 as an auto-upload server does ("
            + OneLine.quote(detail)
            + "); check name and port",
        e);
  }

  /** For a server that finished the handshake without choosing our protocol. */
  static ServerNotProven otherProtocol(String host, int port) {
    return new ServerNotProven(
        OneLine.quote(host)
            + " port "
            + port
            + " is not an auto-upload server; check name and port",
        null);
  }

  private static boolean isNetwork(Throwable cause) {
    return cause instanceof SocketException
        || cause instanceof EOFException
        || cause instanceof InterruptedIOException;
  }

  /** Alerts by which the right server may say that it cannot serve now. */
  private static boolean isPassing(String detail) {
    return Stream.of("internal_error", "close_notify", "user_canceled").anyMatch(detail::contains);
  }
}
