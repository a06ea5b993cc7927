package autoupload.server.net;

import autoupload.server.login.Source;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * Address of a peer, taken in a step of its own before TLS: limits and the log go by it alone, so
 * that a server behind a proxy has one place to read it from the proxy's header instead.
 */
public record PeerAddress(InetSocketAddress socketAddress) {
  /** That of the other end of the TCP connection; never blocks. */
  static PeerAddress of(Socket socket) {
    return new PeerAddress((InetSocketAddress) socket.getRemoteSocketAddress());
  }

  /** Without the port. */
  public InetAddress host() {
    return socketAddress.getAddress();
  }

  /** Where it counts. */
  Source source() {
    return Source.of(host());
  }

  /** As the log shows it. */
  @Override
  public String toString() {
    return host().getHostAddress() + ":" + socketAddress.getPort();
  }
}
