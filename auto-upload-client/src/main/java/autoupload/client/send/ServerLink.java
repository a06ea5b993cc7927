package autoupload.client.send;

import autoupload.client.link.Connector;
import autoupload.client.link.LinkLost;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.LoginExchange;
import autoupload.client.login.LoginRefused;
import autoupload.client.login.TicketRefused;
import autoupload.gate.GateClosed;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.WireLimits;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Connection to the server on which the login is done. One thread writes, one reads, and a third
 * asks for a sign of life now and then, so that a server that vanished is noticed within a minute.
 */
public final class ServerLink implements Closeable {
  private final Connector.ServerConnection connection;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final ReentrantLock writing = new ReentrantLock();
  private final Thread pinger = new Thread(this::ping, "server-ping");
  private final LoginExchange login;
  private volatile boolean closed;

  private ServerLink(Connector.ServerConnection connection, LoginDetails details) {
    this.connection = connection;
    this.reader = new FrameReader(connection.in());
    this.writer = new FrameWriter(connection.out());
    this.login = new LoginExchange(reader, writer, details);
  }

  /**
   * Connects and logs in.
   *
   * @throws GateClosed if there is no network that may be used now
   * @throws autoupload.tls.ServerNotProven if it is not the right server
   * @throws TicketRefused if it does not take the ticket; a login without it may do
   * @throws LoginRefused if it does not let this user in
   * @throws LinkLost if it cannot be reached, or not within 20 seconds from the first byte
   */
  public static ServerLink open(Connector connector, LoginDetails details, Frame.Backlog backlog)
      throws IOException {
    Connector.ServerConnection connection = connector.connect();
    try {
      ServerLink link = new ServerLink(connection, details);
      link.login.run(backlog);
      connection.loggedIn();
      link.pinger.setDaemon(true);
      link.pinger.start();
      return link;
    } catch (IOException | RuntimeException | Error e) {
      connection.close();
      throw e;
    }
  }

  /** Which store the server keeps files in. */
  public StoreId store() {
    return login.store();
  }

  /** Whom the account's files are sealed for, says the server; not checked. */
  public Optional<String> recipient() {
    return login.recipient();
  }

  /** Why the connection was ended at this end, if it was because of its network. */
  Optional<String> shutBecause() {
    return connection.shutBecause();
  }

  /** How many offers may be without an answer. */
  int offersAhead() {
    return login.offersAhead();
  }

  private interface FrameWrite {
    void run() throws IOException;
  }

  private void write(FrameWrite write) throws LinkLost {
    writing.lock();
    try {
      write.run();
    } catch (IOException e) {
      throw LinkLost.of(e);
    } finally {
      writing.unlock();
    }
  }

  /** Adds a frame to what goes out with the next {@link #flush}, or before. */
  void write(Frame frame) throws LinkLost {
    write(() -> writer.write(frame));
  }

  /** Adds bytes of a file. */
  void data(int id, byte[] bytes, int offset, int length) throws LinkLost {
    write(() -> writer.data(id, bytes, offset, length));
  }

  /** Sends what was written so far. */
  void flush() throws LinkLost {
    write(writer::flush);
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
