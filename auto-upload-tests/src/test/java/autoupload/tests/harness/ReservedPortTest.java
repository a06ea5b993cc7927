package autoupload.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** Port reservation: a server comes back on its port, and nobody else is there meanwhile. */
final class ReservedPortTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static ServerSocket listen(int port) throws Exception {
    ServerSocket listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(LOOPBACK, port));
    return listener;
  }

  @Test
  void itRefusesConnectionsExceptWhileAServerListens() throws Exception {
    try (ReservedPort port = new ReservedPort()) {
      for (int start = 0; start < 3; start++) {
        assertThatThrownBy(() -> new Socket(LOOPBACK, port.number()).close())
            .isInstanceOf(ConnectException.class);
        try (ServerSocket listener = listen(port.number());
            Socket client = new Socket(LOOPBACK, port.number());
            Socket server = listener.accept()) {
          assertThat(server.getPort()).isEqualTo(client.getLocalPort());
        }
      }
    }
  }
}
