package autoupload.tests.harness;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Fault-injecting TCP proxy on a free loopback port, which counts what passes: the n-th connection
 * is treated as the n-th {@link Link} says, those after the last as {@link Link#CLEAN}.
 */
public final class FaultProxy implements AutoCloseable {
  private final int serverPort;
  private final ServerSocket listener;
  private final Queue<Link> links = new ConcurrentLinkedQueue<>();
  private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
  private volatile BooleanSupplier serverIsReady = () -> true;
  private volatile int uncounted;

  private FaultProxy(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** A proxy to that port of this machine. */
  public static FaultProxy to(int serverPort) throws IOException {
    FaultProxy proxy = new FaultProxy(serverPort);
    ProxiedConnection.daemon("proxy", proxy::accept);
    return proxy;
  }

  /** Says how the next connections are treated, one after the other. */
  public FaultProxy then(Link... next) {
    links.addAll(List.of(next));
    return this;
  }

  /** From now on connections reach the server only when that is so; until then they wait here. */
  public void connectWhen(BooleanSupplier ready) {
    serverIsReady = ready;
  }

  /** Where it listens. */
  public int port() {
    return listener.getLocalPort();
  }

  /** Counts none of the connections there were so far, nor what they still carry. */
  public void countAnew() {
    uncounted = connections.size();
  }

  private Stream<ProxiedConnection> counted() {
    return connections.stream().skip(uncounted);
  }

  /** How many connections there were. */
  public int connections() {
    return (int) counted().count();
  }

  /** How many bytes went from clients to the server, over all connections. */
  public long bytesToServer() {
    return bytes(Link.Way.TO_SERVER);
  }

  /** How many bytes went that way, over all connections. */
  public long bytes(Link.Way way) {
    return counted().mapToLong(connection -> connection.bytes(way)).sum();
  }

  /** How many connections got as far as what their link had in store for them. */
  public int faults() {
    return (int) counted().filter(ProxiedConnection::wentWrong).count();
  }

  /** Waits until so many bytes went from clients to the server. */
  public void awaitBytesToServer(long bytes) {
    await(bytes + " bytes to the server")
        .atMost(RunningCommand.PATIENCE)
        .until(() -> bytesToServer() >= bytes);
  }

  /** Ends every {@link Link.Ending#HOLD} of the connections of now, also one still to come. */
  public void goOn() {
    connections.forEach(ProxiedConnection::goOn);
  }

  /** Ends every connection of now; new ones are welcome. */
  public void drop() {
    connections.forEach(ProxiedConnection::close);
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // Nothing listens any more either way.
    }
    drop();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        connect(client);
      } catch (IOException e) {
        return; // close() was called.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Link link = Optional.ofNullable(links.peek()).orElse(Link.CLEAN);
    try {
      await("the server to be ready")
          .atMost(RunningCommand.PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(10))
          .until(serverIsReady::getAsBoolean);
      InetAddress source = InetAddress.getByName(link.source());
      Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort, source, 0);
      links.poll(); // whoever finds no server leaves the link to the next one
      ProxiedConnection connection = new ProxiedConnection(client, server, link);
      connections.add(connection); // before anything it carries is seen
      connection.start();
    } catch (IOException | ConditionTimeoutException e) {
      client.close(); // No server: the client sees its connection end.
    }
  }
}
