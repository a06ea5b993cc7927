package autoupload.tests.load;

import autoupload.client.link.ServerAddress;
import autoupload.tls.ClientTrust;
import autoupload.tls.TlsConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Connector with a source address of its own for each device, as devices in the world have one: a
 * server counts logins and connections by address, and a port is free again at another one.
 *
 * @param ca the authority that is trusted
 */
record Dial(int port, Path ca) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Where device number {@code device} lives: one of 127.1.0.1 and those after it. */
  static InetAddress address(int device) {
    int low = device % 62_500;
    byte[] bytes = {127, (byte) (1 + device / 62_500), (byte) (low / 250), (byte) (1 + low % 250)};
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  ServerAddress server() {
    return new ServerAddress("127.0.0.1", port);
  }

  /** Connects and shakes hands in full, as a device does that was never here. */
  TlsConnection from(InetAddress address) throws IOException {
    return shakeHands(connect(address));
  }

  Socket connect(InetAddress address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress(server().host(), port), (int) PATIENCE.toMillis());
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  TlsConnection shakeHands(Socket socket) throws IOException {
    return TlsConnection.client(socket, server().host(), port, ClientTrust.authorities(ca));
  }
}
