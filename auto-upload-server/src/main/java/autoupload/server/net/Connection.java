package autoupload.server.net;

import autoupload.server.events.ConnectionEvents;
import autoupload.server.events.Peer;
import autoupload.server.events.ServerEvents;
import autoupload.server.limits.KeyedLimit;
import autoupload.server.login.AuthenticatedUser;
import autoupload.socket.LinkProgress;
import autoupload.tls.TlsConnection;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Connection from accept to close: handshake and login in one thread, the session in another. A
 * failure ends this connection and nothing else.
 */
public final class Connection implements Runnable {
  private final Socket socket;
  private final PeerAddress address;
  private final ServerResources server;
  private final BeforeLogin limits;
  private final Throughput throughput;
  private final KeyedLimit<UserName> users;
  private final LiveConnections live;
  private final Runnable onEnd;
  private final long accepted = System.nanoTime();

  private Optional<PendingConnections.PendingPermit> pendingPermit = Optional.empty();
  private volatile Optional<KeyedLimit<UserName>.Permit> userPermit = Optional.empty();
  private volatile Phase phase = Phase.HANDSHAKE;
  private volatile ConnectionEvents events;
  private volatile Optional<TlsConnection> tls = Optional.empty();
  private volatile Optional<Protocol> protocol = Optional.empty();

  /** When it is closed though the client still talks; empty while it keeps its slot. */
  private volatile OptionalLong closeBy = OptionalLong.empty();

  private final AtomicBoolean givesWay = new AtomicBoolean();

  private enum Phase {
    HANDSHAKE,
    LOGIN,
    SESSION
  }

  /**
   * @param onEnd called once when it is over, if it ever ran
   */
  Connection(
      Socket socket,
      PeerAddress address,
      ServerResources server,
      AcceptLimits limits,
      KeyedLimit<UserName> users,
      LiveConnections live,
      Runnable onEnd) {
    this.socket = socket;
    this.address = address;
    this.server = server;
    this.limits = limits.beforeLogin();
    this.throughput = new Throughput(limits.floor());
    this.users = users;
    this.live = live;
    this.onEnd = onEnd;
    this.events = new ConnectionEvents(server.listeners(), Peer.at(address.toString()));
  }

  /**
   * Handshake and greeting. Whoever logs in goes on in another thread: what all that leaves behind
   * on a stack would else stay there as long as the connection (docs/decisions/0012).
   */
  @Override
  public void run() {
    boolean goesOn = false;
    try {
      goesOn = greet();
    } catch (IOException e) {
      if (phase == Phase.HANDSHAKE) {
        events.tell((to, peer) -> to.handshakeFailed(peer, e));
      } else {
        failed(e);
      }
    } catch (RuntimeException | Error e) {
      failed(e);
    } finally {
      if (!goesOn) {
        end();
      }
    }
  }

  private boolean greet() throws IOException {
    TlsConnection connection =
        TlsConnection.server(socket, server.tls(), limits.bytes(), server.protocols());
    tls = Optional.of(connection);
    phase = Phase.LOGIN;
    Protocol picked = server.open(this, connection);
    protocol = Optional.of(picked);
    if (server.isStopping()) { // it may have come too late to hear of it
      picked.stop();
    }
    if (!picked.greet()) {
      return false;
    }
    server.sessionThreads().execute(() -> serve(picked));
    return true;
  }

  private void serve(Protocol picked) {
    phase = Phase.SESSION;
    String cause = "a defect";
    try {
      cause = picked.serve();
    } catch (IOException | RuntimeException | Error e) {
      cause = ConnectionEvents.words(e);
      failed(e);
    } finally {
      tellClosed(isGivingWay() ? "gave way to others" : cause);
      end();
    }
  }

  private void tellClosed(String cause) {
    Duration lasted = Duration.ofNanos(System.nanoTime() - accepted);
    events.tell((to, peer) -> to.closed(peer, lasted, cause));
  }

  private void failed(Throwable cause) {
    if (cause instanceof IOException e) {
      events.tell((to, peer) -> to.ioError(peer, e));
    } else {
      events.tell((to, peer) -> to.failed(peer, cause));
    }
  }

  /** There was no thread for it. */
  void neverRan() {
    leave();
  }

  private void end() {
    leave();
    onEnd.run();
  }

  private void leave() {
    closeNow();
    pendingPermit.ifPresent(PendingConnections.PendingPermit::release);
    userPermit.ifPresent(KeyedLimit.Permit::release);
    live.remove(this);
  }

  /** Where the client is. */
  public PeerAddress address() {
    return address;
  }

  /** Who hears of what happens here. */
  public ConnectionEvents events() {
    return events;
  }

  /** Takes a permit among those that are not logged in; whether there is one. Before it runs. */
  boolean enter(PendingConnections pending) {
    pendingPermit = pending.acquire(address.source(), this::closeNow);
    return pendingPermit.isPresent();
  }

  /** The client said who it is: it makes no room for another any more while that is checked. */
  public void identified() {
    pendingPermit.ifPresent(PendingConnections.PendingPermit::identified);
  }

  /** Takes a permit among the user's connections, if need be a slow one's; whether there is one. */
  public boolean takePermit(UserName name) {
    do {
      userPermit = users.acquire(name);
    } while (userPermit.isEmpty() && live.makeRoom(other -> other.isOf(name)));
    return userPermit.isPresent();
  }

  private boolean isOf(UserName name) {
    return events.peer().user().filter(user -> user.name().equals(name)).isPresent();
  }

  /** The client logged in; to be called before it hears of that, and connects once more. */
  public void loggedIn(AuthenticatedUser user, ClientId client) {
    events = events.loggedIn(user, client);
    pendingPermit.ifPresent(PendingConnections.PendingPermit::release);
  }

  /**
   * Closes the connection if it is beyond one of its deadlines, measures it, and sends on what no
   * thread was there for. Called by the watchdog.
   */
  void look(long now) {
    if (phase == Phase.SESSION) {
      protocol.ifPresent(
          picked -> {
            picked.resume();
            throughput.look(
                now, picked.progress(), readBlockedNanos(now) > 0 && !picked.owesAnswers());
          });
    }
    if (closeBy.isPresent() && now - closeBy.getAsLong() > 0) {
      closeNow();
    } else if (!socket.isClosed() && isOverdue(now)) {
      String overdue = phase.name();
      events.tell((to, peer) -> to.timedOut(peer, overdue));
      closeNow();
    }
  }

  private long readBlockedNanos(long now) {
    return tls.map(connection -> connection.progress().readBlockedNanos(now)).orElse(0L);
  }

  /** Whether it is so slow that its slot is another's when slots run short. */
  boolean isBelowFloor() {
    return !isGivingWay()
        && throughput.isBelowFloor()
        && protocol.filter(picked -> !picked.owesAnswers()).isPresent();
  }

  /** Bytes of files per second. */
  double rate() {
    return throughput.rate();
  }

  /** Whether it is about to end, for another. */
  boolean isGivingWay() {
    return givesWay.get();
  }

  /**
   * Gives its permit away at once, tells the client to come again, and ends within seconds; what
   * came of a file is kept.
   *
   * @return false if it did already
   */
  boolean giveWay() {
    if (!givesWay.compareAndSet(false, true)) {
      return false;
    }
    events.tell((to, peer) -> to.gaveWay(peer, rate()));
    userPermit.ifPresent(KeyedLimit.Permit::release);
    protocol.ifPresent(Protocol::giveWay);
    closeBy = OptionalLong.of(System.nanoTime() + WireLimits.ERROR_DRAIN.toNanos());
    finish(WireLimits.ERROR_DRAIN);
    return true;
  }

  private boolean isOverdue(long now) {
    return switch (phase) {
      case HANDSHAKE -> now - accepted > limits.handshake().toNanos();
      case LOGIN -> now - accepted > limits.login().toNanos();
      case SESSION -> isStuck(now);
    };
  }

  /** Time in which this end does not read never counts against the peer. */
  private boolean isStuck(long now) {
    long limit = WireLimits.NO_PROGRESS.toNanos();
    LinkProgress link = tls.orElseThrow().progress();
    return link.writeBlockedNanos(now) > limit
        || link.readBlockedNanos(now) > limit
        || (link.readBlockedNanos(now) > 0 && protocol.orElseThrow().idleNanos(now) > limit);
  }

  /** Closes the connection of somebody who may not be here any more. */
  void cutOffUnless(Predicate<AuthenticatedUser> mayStay) {
    if (events.peer().user().filter(mayStay.negate()).isPresent()) {
      events.tell(ServerEvents::cutOff);
      closeNow();
    }
  }

  /** Tells the client that the server stops. */
  void announceStop() {
    protocol.ifPresent(Protocol::stop);
  }

  /**
   * Ends it once the client has what is due to it. What it still sends is taken until it closes or
   * {@link #closeNow}.
   */
  void finish(Duration atMost) {
    protocol.ifPresentOrElse(picked -> picked.finish(atMost), this::closeNow);
  }

  /** Closes at once; may be called by any thread, and again. */
  public void closeNow() {
    try {
      socket.close();
    } catch (IOException e) {
      events.tell((to, peer) -> to.ioError(peer, e));
    }
  }
}
