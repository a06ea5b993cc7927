package autoupload.client.send;

import autoupload.gate.GateClosed;
import autoupload.gate.GatedSocket;
import autoupload.gate.InterfaceGate;
import autoupload.tls.ClientTrust;
import autoupload.tls.TlsConnection;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.WireLimits;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection to the server on which the login is done. One thread writes, one reads, and a third
 * asks for a sign of life now and then, so that a server that vanished is noticed within a minute.
 */
public final class ServerLink implements Closeable {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final GatedSocket gated;
  private final TlsConnection connection;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final ReentrantLock writing = new ReentrantLock();
  private final Thread pinger = new Thread(this::ping, "server-ping");
  private StoreId store = new StoreId("0".repeat(2 * StoreId.BYTES));
  private int offersAhead = WireLimits.OFFERS_AHEAD;
  private Optional<Long> quotaLeft = Optional.empty();
  private volatile boolean closed;

  private ServerLink(GatedSocket gated, TlsConnection connection) {
    this.gated = gated;
    this.connection = connection;
    this.reader = new FrameReader(connection.in());
    this.writer = new FrameWriter(connection.out());
  }

  /**
   * Connects over an interface that {@code gate} allows, has the server prove itself, and logs in.
   *
   * @throws GateClosed if there is no such interface now
   * @throws autoupload.tls.ServerNotProven if it is not the right server
   * @throws TicketRefused if it does not take the ticket; a login without it may do
   * @throws LoginRefused if it does not let this user in
   * @throws LinkLost if it cannot be reached, or not within 20 seconds from the first byte
   */
  public static ServerLink open(
      ServerAddress server,
      InterfaceGate gate,
      ClientTrust trust,
      LoginDetails details,
      Frame.Backlog backlog)
      throws IOException {
    GatedSocket gated = connect(server, gate);
    Socket socket = gated.socket();
    Deadline handshake = Deadline.closing(socket, WireLimits.HANDSHAKE);
    Deadline login = Deadline.closing(socket, WireLimits.LOGIN);
    boolean done = false;
    try {
      ServerLink link = new ServerLink(gated, handshake(socket, server, trust));
      handshake.cancel();
      link.login(details, backlog);
      socket.setSoTimeout((int) WireLimits.NO_PROGRESS.toMillis());
      link.connection.enlargeOutput();
      link.pinger.setDaemon(true);
      link.pinger.start();
      done = true;
      return link;
    } finally {
      handshake.cancel();
      login.cancel();
      if (!done) {
        socket.close();
      }
    }
  }

  private static GatedSocket connect(ServerAddress server, InterfaceGate gate) throws IOException {
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

  private static TlsConnection handshake(Socket socket, ServerAddress server, ClientTrust trust)
      throws IOException {
    try {
      return TlsConnection.client(socket, server.host(), server.port(), trust);
    } catch (autoupload.tls.ServerNotProven e) {
      throw e;
    } catch (IOException e) {
      throw new LinkLost("no TLS connection with " + server + ": " + LinkLost.words(e), e);
    }
  }

  private void login(LoginDetails details, Frame.Backlog backlog) throws IOException {
    LoginExchange exchange = new LoginExchange(reader, writer, details);
    exchange.run(backlog);
    store = exchange.store();
    offersAhead = exchange.offersAhead();
    quotaLeft = exchange.quotaLeft();
  }

  /** Which store the server keeps files in. */
  public StoreId store() {
    return store;
  }

  /** How many bytes the account could still store at the login; empty where there is no limit. */
  Optional<Long> quotaLeft() {
    return quotaLeft;
  }

  /** Why the connection was ended at this end, if it was because of its interface. */
  Optional<String> shutBecause() {
    return gated.shutBecause();
  }

  /** How many offers may be without an answer. */
  int offersAhead() {
    return offersAhead;
  }

  /** Adds a frame to what goes out with the next {@link #flush}, or before. */
  void write(Frame frame) throws LinkLost {
    writing.lock();
    try {
      writer.write(frame);
    } catch (IOException e) {
      throw LinkLost.of(e);
    } finally {
      writing.unlock();
    }
  }

  /** Adds bytes of a file. */
  void data(int id, byte[] bytes, int length) throws LinkLost {
    writing.lock();
    try {
      writer.data(id, bytes, 0, length);
    } catch (IOException e) {
      throw LinkLost.of(e);
    } finally {
      writing.unlock();
    }
  }

  /** Sends what was written so far. */
  void flush() throws LinkLost {
    writing.lock();
    try {
      writer.flush();
    } catch (IOException e) {
      throw LinkLost.of(e);
    } finally {
      writing.unlock();
    }
  }

  /** Reads until the connection ends, which is always an exception. */
  void readAll(FrameHandler handler) throws IOException {
    try {
      while (reader.next(handler)) {
        // the handler has it
      }
      throw new EOFException("the server closed the connection");
    } finally {
      close(); // a writer that is stuck must hear of it too
    }
  }

  /** The answers keep the read timeout from passing while the server is there. */
  private void ping() {
    long token = 0;
    try {
      while (!closed) {
        Thread.sleep(WireLimits.PING_INTERVAL.toMillis());
        if (writing.tryLock()) { // else something is being sent, or stuck
          try {
            writer.write(new Frame.Ping(++token));
            writer.flush();
          } finally {
            writing.unlock();
          }
        }
      }
    } catch (IOException e) {
      close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Closes at once; everything that blocks on it ends. */
  @Override
  public void close() {
    closed = true;
    pinger.interrupt();
    try {
      connection.close();
    } catch (IOException e) {
      // It is of no use any more either way.
    }
  }
}
