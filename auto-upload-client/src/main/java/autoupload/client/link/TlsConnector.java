package autoupload.client.link;

import autoupload.gate.GateClosed;
import autoupload.gate.GatedSocket;
import autoupload.gate.InterfaceGate;
import autoupload.tls.ClientTrust;
import autoupload.tls.ServerNotProven;
import autoupload.tls.TlsConnection;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Connector with TLS over an interface that the gate allows. */
public final class TlsConnector implements Connector {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final ServerAddress server;
  private final InterfaceGate gate;
  private final ClientTrust trust;

  /** To {@code server}, which has to prove itself to {@code trust}. */
  public TlsConnector(ServerAddress server, InterfaceGate gate, ClientTrust trust) {
    this.server = server;
    this.gate = gate;
    this.trust = trust;
  }

  @Override
  public Optional<String> closedBecause() {
    return gate.closedBecause();
  }

  @Override
  public Optional<String> weakness() {
    return gate.weakness();
  }

  @Override
  public ServerConnection connect() throws IOException {
    GatedSocket gated = reach();
    Socket socket = gated.socket();
    Deadline handshake = Deadline.closing(socket, WireLimits.HANDSHAKE);
    Deadline login = Deadline.closing(socket, WireLimits.LOGIN);
    boolean done = false;
    try {
      ServerConnection connection = new Tls(gated, shakeHands(socket), login);
      done = true;
      return connection;
    } finally {
      handshake.cancel();
      if (!done) {
        login.cancel();
        socket.close();
      }
    }
  }

  private GatedSocket reach() throws IOException {
    try {
      List<InetSocketAddress> addresses =
          Arrays.stream(InetAddress.getAllByName(server.host()))
              .map(address -> new InetSocketAddress(address, server.port()))
              .toList();
      return gate.connect(addresses, CONNECT);
    } catch (GateClosed e) {
      throw e;
    } catch (UnknownHostException e) {
      throw new LinkLost("the name " + server.host() + " cannot be resolved", e);
    } catch (IOException e) {
      throw new LinkLost("cannot connect to " + server + ": " + LinkLost.words(e), e);
    }
  }

  private TlsConnection shakeHands(Socket socket) throws IOException {
    try {
      return TlsConnection.client(socket, server.host(), server.port(), trust);
    } catch (ServerNotProven e) {
      throw e;
    } catch (IOException e) {
      throw new LinkLost("no TLS connection with " + server + ": " + LinkLost.words(e), e);
    }
  }

  private record Tls(GatedSocket gated, TlsConnection connection, Deadline login)
      implements ServerConnection {
    @Override
    public InputStream in() {
      return connection.in();
    }

    @Override
    public OutputStream out() {
      return connection.out();
    }

    @Override
    public void loggedIn() throws IOException {
      login.cancel();
      gated.socket().setSoTimeout((int) WireLimits.NO_PROGRESS.toMillis());
      connection.enlargeOutput();
    }

    @Override
    public Optional<String> shutBecause() {
      return gated.shutBecause();
    }

    @Override
    public void close() throws IOException {
      login.cancel();
      connection.close();
    }
  }
}
