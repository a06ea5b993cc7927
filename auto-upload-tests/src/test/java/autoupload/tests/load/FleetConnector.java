package autoupload.tests.load;

import autoupload.client.link.Connector;
import autoupload.client.link.LinkLost;
import autoupload.tls.ServerNotProven;
import autoupload.tls.TlsConnection;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Connector of the client, but from a source address that this device has for itself. */
record FleetConnector(Dial dial, InetAddress from) implements Connector {
  private static final ScheduledExecutorService DEADLINES =
      Executors.newScheduledThreadPool(
          1,
          task -> {
            Thread thread = new Thread(task, "fleet-deadline");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public Optional<String> closedBecause() {
    return Optional.empty();
  }

  @Override
  public Optional<String> weakness() {
    return Optional.empty();
  }

  @Override
  public ServerConnection connect() throws IOException {
    try {
      Socket socket = dial.connect(from);
      ScheduledFuture<?> deadline =
          DEADLINES.schedule(
              () -> {
                socket.close();
                return socket;
              },
              WireLimits.LOGIN.toMillis(),
              TimeUnit.MILLISECONDS);
      return new Tls(dial.shakeHands(socket), deadline);
    } catch (ServerNotProven e) {
      throw e;
    } catch (IOException e) {
      throw new LinkLost(String.valueOf(e.getMessage()));
    }
  }

  private record Tls(TlsConnection connection, ScheduledFuture<?> deadline)
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
    public void loggedIn() {
      deadline.cancel(false);
    }

    @Override
    public Optional<String> shutBecause() {
      return Optional.empty();
    }

    @Override
    public void close() throws IOException {
      deadline.cancel(false);
      connection.close();
    }
  }
}
