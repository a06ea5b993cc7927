package autoupload.server.accept;

import autoupload.cli.OneLine;
import autoupload.server.session.Outbox;
import autoupload.server.session.Session;
import autoupload.tls.TlsConnection;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection from accept to close, in one thread: handshake, greeting, session. Whatever fails
 * here ends this connection and nothing else.
 */
final class Connection implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Socket socket;
  private final ServerResources server;
  private final LiveConnections live;
  private final String peer;
  private final long accepted = System.nanoTime();

  private volatile Phase phase = Phase.HANDSHAKE;
  private volatile Optional<TlsConnection> tls = Optional.empty();
  private volatile Optional<Session> session = Optional.empty();
  private volatile Optional<Outbox> outbox = Optional.empty();
  private volatile long lastProgress = accepted;
  private volatile boolean handling;

  private enum Phase {
    HANDSHAKE,
    LOGIN,
    SESSION
  }

  Connection(Socket socket, ServerResources server, LiveConnections live) {
    this.socket = socket;
    this.server = server;
    this.live = live;
    InetSocketAddress address = (InetSocketAddress) socket.getRemoteSocketAddress();
    this.peer = address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  @Override
  public void run() {
    try {
      TlsConnection connection = TlsConnection.server(socket, server.tls());
      tls = Optional.of(connection);
      phase = Phase.LOGIN;
      converse(connection);
    } catch (IOException | RuntimeException e) {
      LOG.debug("connection ended peer={} phase={} cause={}", peer, phase, words(e));
    } catch (Error e) {
      LOG.error("connection failed peer={}", peer, e);
    } finally {
      session.ifPresent(Session::close);
      closeNow();
      live.remove(this);
    }
  }

  private void converse(TlsConnection connection) throws IOException {
    FrameReader reader = new FrameReader(connection.in());
    FrameWriter writer = new FrameWriter(connection.out());
    try {
      Optional<Greeting.Guest> guest = new Greeting(server, reader, writer, peer).hold();
      if (guest.isPresent()) {
        serve(connection, reader, writer, guest.get());
      } else {
        lastWords(connection);
      }
    } catch (WireException e) {
      LOG.info("protocol error peer={} cause={}", peer, words(e));
      sendError(writer, e);
      lastWords(connection);
    }
  }

  private void serve(
      TlsConnection connection, FrameReader reader, FrameWriter writer, Greeting.Guest guest)
      throws IOException {
    Outbox box = new Outbox(writer, server.writers(), this::closeNow);
    SessionLog events = new SessionLog(guest.user(), peer);
    Session opened = new Session(guest.user(), guest.client(), server.sessions(), box, events);
    outbox = Optional.of(box);
    session = Optional.of(opened);
    lastProgress = System.nanoTime();
    phase = Phase.SESSION;
    server.stopIfStopping(opened);
    try {
      boolean more = true;
      boolean large = false;
      while (more) {
        long steps = opened.steps();
        more = reader.next(opened);
        handling = true;
        box.awaitRoom();
        if (!opened.isReceiving() || opened.steps() != steps) {
          lastProgress = System.nanoTime();
        }
        if (large != opened.isReceiving()) {
          large = opened.isReceiving();
          resize(connection, large);
        }
        handling = false;
      }
    } catch (WireException e) {
      box.add(new Frame.Error(e.code().code(), e.getMessage()));
      box.awaitEmpty(WireLimits.ERROR_DRAIN);
      LOG.info("protocol error user={} peer={} cause={}", guest.user(), peer, words(e));
      lastWords(connection);
    } finally {
      LOG.info("disconnected user={} peer={}", guest.user(), peer);
    }
  }

  private static void resize(TlsConnection connection, boolean large) {
    if (large) {
      connection.enlargeInput();
    } else {
      connection.shrinkInput();
    }
  }

  private static void sendError(FrameWriter writer, WireException cause) throws IOException {
    writer.write(new Frame.Error(cause.code().code(), cause.getMessage()));
    writer.flush();
  }

  /**
   * Closes so that the peer gets to read what was sent last: closing with unread input would reset
   * the connection, and the reset eats it.
   */
  private void lastWords(TlsConnection connection) throws IOException {
    long until = System.nanoTime() + WireLimits.ERROR_DRAIN.toNanos();
    connection.halfClose();
    socket.setSoTimeout((int) WireLimits.ERROR_DRAIN.toMillis());
    byte[] sink = new byte[4096];
    InputStream in = connection.in();
    while (System.nanoTime() < until && in.read(sink) >= 0) {
      // whatever it is, it comes too late
    }
  }

  /** Closes the connection if it is beyond one of its deadlines. Called by the watchdog. */
  void closeIfOverdue(long now) {
    if (isOverdue(now)) {
      LOG.info("timeout peer={} phase={}", peer, phase);
      closeNow();
    }
  }

  private boolean isOverdue(long now) {
    return switch (phase) {
      case HANDSHAKE -> now - accepted > WireLimits.HANDSHAKE.toNanos();
      case LOGIN -> now - accepted > WireLimits.LOGIN.toNanos();
      case SESSION -> isStuck(now);
    };
  }

  /** Time in which this end does not read never counts against the peer. */
  private boolean isStuck(long now) {
    long limit = WireLimits.NO_PROGRESS.toNanos();
    boolean idle = !handling && now - lastProgress > limit;
    return tls.map(
            t ->
                t.progress().writeBlockedNanos(now) > limit
                    || t.progress().readBlockedNanos(now) > limit
                    || (idle && t.progress().readBlockedNanos(now) > 0))
        .orElse(false);
  }

  /** Tells the client that the server stops. */
  void announceStop() {
    session.ifPresent(Session::stop);
  }

  /** Gives the client what is due to it, then closes. */
  void closeAfterAnswers(Duration atMost) {
    outbox.ifPresent(box -> box.awaitEmpty(atMost));
    closeNow();
  }

  private void closeNow() {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("close failed peer={}", peer, e);
    }
  }

  private static String words(Throwable e) {
    return OneLine.of(String.valueOf(e.getMessage() == null ? e : e.getMessage()));
  }
}
