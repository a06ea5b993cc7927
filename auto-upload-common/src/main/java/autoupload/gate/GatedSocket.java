package autoupload.gate;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Socket over an interface that is allowed. The interface is looked at twice a second, and the
 * socket closed as soon as the interface is not usable any more or the way to the server leads over
 * another one: every call that blocks on the socket then ends with an IOException, and what the
 * kernel still holds is not sent.
 */
public final class GatedSocket implements Closeable {
  private static final Duration INTERVAL = Duration.ofMillis(500);

  private final AllowedLinks allowed;
  private final Supplier<List<Link>> links;
  private final Optional<String> device;
  private final Socket socket;
  private volatile Optional<String> shutBecause = Optional.empty();

  private GatedSocket(
      AllowedLinks allowed, Supplier<List<Link>> links, Optional<String> device, Socket socket) {
    this.allowed = allowed;
    this.links = links;
    this.device = device;
    this.socket = socket;
  }

  /** Connects without any condition. */
  static GatedSocket connectAnyhow(InetSocketAddress server, Duration timeout) throws IOException {
    GatedSocket gated = new GatedSocket(AllowedLinks.ANY, List::of, Optional.empty(), new Socket());
    gated.connect(server, timeout);
    return gated;
  }

  /**
   * Connects over one interface.
   *
   * @throws GateClosed if that one cannot be used for this server
   * @throws IOException if the server cannot be reached over it
   * @throws SocketDevice.BindRefused if this system does not bind sockets to interfaces
   */
  static GatedSocket connectOver(
      Link link,
      AllowedLinks allowed,
      Supplier<List<Link>> links,
      InetSocketAddress server,
      Duration timeout)
      throws IOException, SocketDevice.BindRefused {
    if (!link.speaksWith(server.getAddress())) {
      throw new GateClosed(
          "the network interface "
              + link.name()
              + " has no address to reach "
              + server.getAddress().getHostAddress()
              + " from");
    }
    GatedSocket gated =
        new GatedSocket(allowed, links, Optional.of(link.name()), SocketDevice.open(link.name()));
    try {
      gated.connect(server, timeout);
    } catch (IOException e) {
      throw new IOException(e.getMessage() + " (through " + link.name() + ")", e);
    }
    gated.watch();
    return gated;
  }

  /**
   * Connects over the interface that the kernel takes, if that is an allowed one.
   *
   * @throws GateClosed if it is not
   * @throws IOException if the server cannot be reached
   */
  static GatedSocket connectUnbound(
      AllowedLinks allowed, Supplier<List<Link>> links, InetSocketAddress server, Duration timeout)
      throws IOException {
    Optional<String> reason =
        allowed.endsUnbound(links.get(), RouteProbe.localAddressTowards(server));
    if (reason.isPresent()) {
      throw new GateClosed(reason.get());
    }
    GatedSocket gated = new GatedSocket(allowed, links, Optional.empty(), new Socket());
    gated.connect(server, timeout);
    gated.watch();
    return gated;
  }

  private void connect(InetSocketAddress server, Duration timeout) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      socket.connect(server, Math.toIntExact(timeout.toMillis()));
    } finally {
      if (!socket.isConnected()) {
        socket.close();
      }
    }
  }

  /** The first look is before this returns, so before anybody can send a byte. */
  private void watch() throws IOException {
    Optional<String> reason = closedBecause();
    if (reason.isPresent()) {
      socket.close();
      throw new GateClosed(reason.get());
    }
    Thread watcher = new Thread(this::lookAgainAndAgain, "interface-watch");
    watcher.setDaemon(true);
    watcher.start();
  }

  private void lookAgainAndAgain() {
    try {
      while (!socket.isClosed()) {
        Thread.sleep(INTERVAL.toMillis());
        Optional<String> reason = closedBecause();
        if (reason.isPresent()) {
          shut(reason.get());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      shut("the network interface cannot be watched any more"); // unless it was closed anyway
    }
  }

  private Optional<String> closedBecause() {
    try {
      List<Link> present = links.get();
      InetAddress local = socket.getLocalAddress();
      if (device.isPresent()) {
        return AllowedLinks.endsBound(present, device.get(), local);
      }
      // A route that moved takes the connection with it, though its local address stays the same.
      InetAddress now =
          RouteProbe.localAddressTowards((InetSocketAddress) socket.getRemoteSocketAddress());
      return allowed.endsUnbound(present, local).or(() -> allowed.endsUnbound(present, now));
    } catch (IOException e) {
      return Optional.of("the way to the server cannot be told: " + e.getMessage());
    }
  }

  private void shut(String reason) {
    if (socket.isClosed()) {
      return; // by its owner, meanwhile
    }
    shutBecause = Optional.of(reason);
    try {
      socket.setSoLinger(true, 0); // drop what waits to be sent: it must not take another way
    } catch (IOException e) {
      // It is closed in a moment all the same.
    }
    try {
      socket.close();
    } catch (IOException e) {
      // Whoever uses it hears of it.
    }
  }

  /** The connected socket, with TCP_NODELAY and keepalive. Whoever closes it ends the watch too. */
  public Socket socket() {
    return socket;
  }

  /** Why it was closed here, if it was. */
  public Optional<String> shutBecause() {
    return shutBecause;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
