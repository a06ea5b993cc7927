package autoupload.server.net;

import autoupload.server.login.AuthenticatedUser;
import autoupload.server.login.Source;
import autoupload.server.session.Outbox;
import autoupload.server.session.Session;
import autoupload.tls.TlsConnection;
import autoupload.upload.RefusalCode;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.net.InetSocketAddress;
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
final class Connection implements Runnable {
  private final Socket socket;
  private final ServerResources server;
  private final BeforeLogin limits;
  private final Throughput throughput;
  private final UserConnections users;
  private final LiveConnections live;
  private final Runnable onEnd;
  private final InetSocketAddress address;
  private final String peer;
  private final ConnectionLog log;
  private final long accepted = System.nanoTime();

  private Optional<PendingConnections.Permit> pendingPermit = Optional.empty();
  private volatile Optional<UserConnections.Permit> userPermit = Optional.empty();
  private volatile Phase phase = Phase.HANDSHAKE;
  private volatile Optional<TlsConnection> tls = Optional.empty();
  private volatile Optional<LoginExchange.LoggedIn> user = Optional.empty();
  private volatile Optional<Session> session = Optional.empty();
  private volatile Optional<Outbox> outbox = Optional.empty();
  private volatile boolean handling;

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
      ServerResources server,
      AcceptLimits limits,
      UserConnections users,
      LiveConnections live,
      Runnable onEnd) {
    this.socket = socket;
    this.server = server;
    this.limits = limits.beforeLogin();
    this.throughput = new Throughput(limits.floor());
    this.users = users;
    this.live = live;
    this.onEnd = onEnd;
    this.address = (InetSocketAddress) socket.getRemoteSocketAddress();
    this.peer = address.getAddress().getHostAddress() + ":" + address.getPort();
    this.log = new ConnectionLog(peer);
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
        log.noHandshake(e);
      } else {
        log.ended(user, e);
      }
    } catch (RuntimeException | Error e) {
      log.ended(user, e);
    } finally {
      if (!goesOn) {
        end();
      }
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
    pendingPermit.ifPresent(PendingConnections.Permit::release);
    userPermit.ifPresent(UserConnections.Permit::release);
    live.remove(this);
  }

  /** Takes a permit among those that are not logged in; whether there is one. Before it runs. */
  boolean enter(PendingConnections pending) {
    pendingPermit = pending.acquire(Source.of(address.getAddress()), this::closeNow);
    return pendingPermit.isPresent();
  }

  /** Takes a permit among the user's connections, if need be a slow one's; whether there is one. */
  private boolean takePermit(UserName name) {
    do {
      userPermit = users.acquire(name);
    } while (userPermit.isEmpty() && live.makeRoom(other -> other.isOf(name)));
    return userPermit.isPresent();
  }

  private boolean isOf(UserName name) {
    return user.filter(one -> one.user().name().equals(name)).isPresent();
  }

  /** Whether somebody logged in, and is served until the end on a thread of its own. */
  private boolean greet() throws IOException {
    TlsConnection connection = TlsConnection.server(socket, server.tls(), limits.bytes());
    tls = Optional.of(connection);
    phase = Phase.LOGIN;
    FrameReader reader = new FrameReader(connection.in());
    FrameWriter writer = new FrameWriter(connection.out());
    Optional<LoginExchange.LoggedIn> loggedIn = Optional.empty();
    try {
      loggedIn =
          new LoginExchange(server, reader, writer, address, pendingPermit.get(), this::takePermit)
              .run();
    } catch (WireException | RuntimeException e) {
      writer.write(errorOf(e));
      writer.flush();
    }
    connection.unlimitInput(); // what is drained is counted no more
    if (loggedIn.isEmpty()) {
      GracefulClose.drain(socket, connection);
      return false;
    }
    LoginExchange.LoggedIn known = loggedIn.get();
    server.sessionThreads().execute(() -> serveToTheEnd(connection, reader, writer, known));
    return true;
  }

  private void serveToTheEnd(
      TlsConnection connection,
      FrameReader reader,
      FrameWriter writer,
      LoginExchange.LoggedIn loggedIn) {
    try {
      serve(connection, reader, writer, loggedIn);
    } catch (IOException | RuntimeException | Error e) {
      log.ended(user, e);
    } finally {
      try {
        session.ifPresent(Session::close);
        outbox.ifPresent(Outbox::close);
      } finally {
        end();
      }
    }
  }

  private void serve(
      TlsConnection connection,
      FrameReader reader,
      FrameWriter writer,
      LoginExchange.LoggedIn loggedIn)
      throws IOException {
    Outbox box = new Outbox(writer, server.writers(), this::closeNow);
    SessionLog events = new SessionLog(loggedIn, peer);
    Session opened =
        new Session(loggedIn.user(), loggedIn.client(), server.sessions(), box, events);
    outbox = Optional.of(box);
    session = Optional.of(opened);
    user = Optional.of(loggedIn);
    phase = Phase.SESSION;
    server.stopIfStopping(opened);
    String end = "closed by the client";
    try {
      boolean more = true;
      boolean large = false;
      while (more) {
        more = reader.next(opened);
        handling = true;
        box.awaitRoom();
        opened.readsOn();
        if (large != opened.isReceiving()) {
          large = opened.isReceiving();
          resize(connection, large);
        }
        handling = false;
      }
      finish(opened, box, connection);
    } catch (WireException | RuntimeException e) {
      end = ConnectionLog.words(e);
      opened.close(); // first, so that a client that comes back at once finds its file free
      box.addLast(errorOf(e));
      if (box.awaitEmpty(WireLimits.ERROR_DRAIN)) {
        GracefulClose.drain(socket, connection);
      }
    } catch (IOException e) {
      end = ConnectionLog.words(e);
      throw e;
    } finally {
      Duration lasted = Duration.ofNanos(System.nanoTime() - accepted);
      log.disconnected(loggedIn, lasted, isGivingWay() ? "gave way to others" : end);
    }
  }

  /**
   * The client sends nothing more, but may still read: it gets the answers to what it sent in full.
   */
  private static void finish(Session opened, Outbox box, TlsConnection connection)
      throws IOException {
    opened.close();
    opened.awaitCommits(WireLimits.NO_PROGRESS);
    GracefulClose.afterAnswers(box, connection, WireLimits.NO_PROGRESS);
  }

  private static void resize(TlsConnection connection, boolean large) {
    if (large) {
      connection.enlargeInput();
    } else {
      connection.shrinkInput();
    }
  }

  /** What the client is told of a failure, which the log has in full if it is ours. */
  private Frame.Error errorOf(Exception cause) {
    if (cause instanceof WireException e) {
      log.protocolError(user, e);
      return new Frame.Error(e.code().code(), e.getMessage());
    }
    log.failed(user, cause);
    return new Frame.Error(RefusalCode.INTERNAL.code(), "the server failed; its log says why");
  }

  /**
   * Closes the connection if it is beyond one of its deadlines, measures it, and sends on what no
   * thread was there for. Called by the watchdog.
   */
  void look(long now) {
    outbox.ifPresent(Outbox::resume);
    session.ifPresent(s -> throughput.look(now, s.progress(), waitsForClient(s, now)));
    if (closeBy.isPresent() && now - closeBy.getAsLong() > 0) {
      closeNow();
    } else if (!socket.isClosed() && isOverdue(now)) {
      log.timeout(user, phase);
      closeNow();
    }
  }

  private boolean waitsForClient(Session s, long now) {
    return tls.filter(t -> t.progress().readBlockedNanos(now) > 0).isPresent() && !s.owesAnswers();
  }

  /** Whether it is so slow that its slot is another's when slots run short. */
  boolean isBelowFloor() {
    return !isGivingWay()
        && throughput.isBelowFloor()
        && session.filter(s -> !s.owesAnswers()).isPresent();
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
    user.ifPresent(one -> log.gaveWay(one, rate()));
    userPermit.ifPresent(UserConnections.Permit::release);
    outbox.ifPresent(
        box ->
            box.addLast(
                new Frame.Error(
                    RefusalCode.TIMEOUT.code(), "too slow while others wait: come again")));
    closeBy = OptionalLong.of(System.nanoTime() + WireLimits.ERROR_DRAIN.toNanos());
    endAfterAnswers(WireLimits.ERROR_DRAIN);
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
    boolean idle = !handling && session.filter(s -> now - s.lastProgress() > limit).isPresent();
    return tls.map(
            t ->
                t.progress().writeBlockedNanos(now) > limit
                    || t.progress().readBlockedNanos(now) > limit
                    || (idle && t.progress().readBlockedNanos(now) > 0))
        .orElse(false);
  }

  /** Closes the connection of somebody who may not be here any more. */
  void cutOffUnless(Predicate<AuthenticatedUser> mayStay) {
    if (user.isPresent() && !mayStay.test(user.get().user())) {
      log.cutOff(user.get());
      closeNow();
    }
  }

  /** Tells the client that the server stops. */
  void announceStop() {
    session.ifPresent(Session::stop);
  }

  /**
   * Gives the client what is due to it and then the end of the stream, on another thread, since a
   * client may not read. What it still sends is taken until it closes or {@link #closeNow}.
   */
  void endAfterAnswers(Duration atMost) {
    if (outbox.isEmpty()) {
      closeNow();
      return;
    }
    outbox.get().seal();
    try {
      server.writers().execute(() -> end(atMost));
    } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had
      closeNow();
    }
  }

  private void end(Duration atMost) {
    try {
      GracefulClose.afterAnswers(outbox.get(), tls.get(), atMost);
    } catch (IOException e) {
      log.detail("no orderly end", e);
    }
  }

  /** Closes at once; may be called by any thread, and again. */
  void closeNow() {
    try {
      socket.close();
    } catch (IOException e) {
      log.detail("close failed", e);
    }
  }
}
