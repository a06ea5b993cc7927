package autoupload.client.scripted;

import autoupload.tls.TlsConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;

/** Scripted server on a free port of the loopback: the test that calls it says what it answers. */
public final class ScriptedServer implements AutoCloseable {
  /** Far beyond what any answer takes; a test that waits so long has failed. */
  private static final int PATIENCE_MILLIS = 60_000;

  private final ServerSocket listener;
  private final TestIdentity identity;

  /** Listens. */
  public ScriptedServer(TestIdentity identity) throws IOException {
    this.identity = identity;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    listener.setSoTimeout(PATIENCE_MILLIS);
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The next client, after the handshake. */
  public ClientConnection accept() throws IOException {
    Socket socket = acceptRaw();
    return new ClientConnection(
        TlsConnection.server(
            socket, identity.context(), Long.MAX_VALUE, List.of(TlsConnection.PROTOCOL)));
  }

  /** The next client, before the handshake. */
  public Socket acceptRaw() throws IOException {
    Socket socket = listener.accept();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** The next client, after its login, with the usual limits. */
  public ClientConnection acceptAndGreet() throws IOException {
    ClientConnection connection = accept();
    connection.greet(ClientConnection.OFFERS_AHEAD);
    return connection;
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
