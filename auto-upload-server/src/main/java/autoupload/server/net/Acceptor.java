package autoupload.server.net;

import autoupload.server.limits.KeyedLimit;
import autoupload.server.login.AuthenticatedUser;
import autoupload.upload.UserName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accept loop with a thread for each connection. Nothing in the loop depends on a peer, so that no
 * peer can stop the service for the others.
 */
public final class Acceptor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
  private static final int BACKLOG = 1024;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

  /** A client that gave up waiting connects again: what it left behind gives its slot back soon. */
  private static final Duration MAY_COME_FREE = Duration.ofSeconds(2);

  private final ServerSocket listener;
  private final ServerResources resources;
  private final AcceptLimits limits;
  private final PendingConnections pending;
  private final KeyedLimit<UserName> users;
  private final Semaphore permits;
  private final LiveConnections live = new LiveConnections();
  private final Executor greeters = ConnectionThreads.create("greeter");
  private volatile boolean stopping;

  private Acceptor(ServerSocket listener, ServerResources resources, AcceptLimits limits) {
    ConnectionLimits connections = limits.connections();
    this.listener = listener;
    this.resources = resources;
    this.limits = limits;
    this.pending = new PendingConnections(connections.pending(), connections.pendingPerAddress());
    this.users = new KeyedLimit<>(Long.MAX_VALUE, connections.perUser());
    this.permits = new Semaphore(connections.connections());
  }

  /**
   * Listens on {@code address}; connections wait in the backlog until {@link #run}.
   *
   * @throws IOException if the address cannot be had
   */
  public static Acceptor listen(
      InetSocketAddress address, ServerResources resources, AcceptLimits limits)
      throws IOException {
    ServerSocket listener = new ServerSocket();
    try {
      listener.setReuseAddress(true);
      listener.bind(address, BACKLOG);
    } catch (IOException e) {
      listener.close();
      throw e;
    }
    return new Acceptor(listener, resources, limits);
  }

  /**
   * Starts a thread of each kind that a connection needs, so that it is known that there are some.
   *
   * @throws OutOfMemoryError if the system has none
   */
  public void startThreads() {
    greeters.execute(() -> {});
    resources.startThreads();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** Accepts until {@link #close}. */
  public void run() {
    while (!stopping) {
      try {
        serve(listener.accept());
      } catch (IOException e) {
        if (!stopping) { // out of descriptors, most likely: do not spin until one is free
          LOG.atWarn()
              .setMessage("cannot accept connections, others wait")
              .addKeyValue("cause", e.getMessage())
              .log();
          pause();
        }
      }
    }
  }

  /** Starts the connection once it has a slot: only that there is a next one says who must go. */
  private void serve(Socket socket) throws IOException {
    if (!awaitSlot()) {
      socket.close();
      return;
    }
    boolean started = false;
    try {
      started = start(socket);
    } finally {
      if (!started) {
        permits.release();
      }
    }
  }

  /** Whether there is a slot for one more connection; false once the server stops. */
  private boolean awaitSlot() {
    try {
      while (!stopping) {
        if (permits.tryAcquire(MAY_COME_FREE.toMillis(), TimeUnit.MILLISECONDS)) {
          return true;
        }
        if (!live.isMakingRoom() && !live.makeRoom(connection -> true)) {
          LOG.atInfo()
              .setMessage("all connections are taken, others wait")
              .addKeyValue("connections", live.all().size())
              .log();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopping = true;
    }
    return false;
  }

  /** Whether it runs now, and gives its permit back itself when it is over. */
  private boolean start(Socket socket) throws IOException {
    try {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      PeerAddress peer = PeerAddress.of(socket);
      Connection connection =
          new Connection(socket, peer, resources, limits, users, live, permits::release);
      if (!connection.enter(pending)) {
        LOG.atInfo()
            .setMessage("too many connections before their login, closed one")
            .addKeyValue("peer", peer)
            .log();
        socket.close();
        return false;
      }
      run(connection);
      return true;
    } catch (IOException | RuntimeException e) { // gone before it began
      socket.close();
    } catch (OutOfMemoryError e) { // no thread to be had
      socket.close();
      LOG.atWarn()
          .setMessage("no thread or memory for a connection, closed it")
          .addKeyValue("cause", e.getMessage())
          .log();
      pause();
    }
    return false;
  }

  private void run(Connection connection) {
    live.add(connection);
    try {
      greeters.execute(connection);
    } catch (RuntimeException | OutOfMemoryError e) {
      connection.neverRan();
      throw e;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Closes the connections of those who logged in and for whom {@code mayStay} says no. */
  public void cutOff(Predicate<AuthenticatedUser> mayStay) {
    live.all().forEach(connection -> connection.cutOffUnless(mayStay));
  }

  /**
   * Stops in the time it was given: accepts no more, tells the clients, finishes the commits, sends
   * their receipts, keeps what is half received, closes.
   */
  @Override
  public void close() throws IOException {
    stopping = true;
    listener.close();
    resources.startStopping();
    StopTimes stopTimes = limits.stop();
    live.all().forEach(Connection::announceStop);
    resources.awaitCommits(stopTimes.commits());
    live.all().forEach(connection -> connection.finish(stopTimes.answers()));
    awaitNobody(stopTimes.answers());
    live.all().forEach(Connection::closeNow);
    awaitNobody(stopTimes.threads());
    live.close();
  }

  private void awaitNobody(Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    while (!live.all().isEmpty() && System.nanoTime() < end) {
      pause();
    }
  }
}
