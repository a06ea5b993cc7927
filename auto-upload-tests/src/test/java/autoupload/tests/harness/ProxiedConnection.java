package autoupload.tests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One connection through a {@link FaultProxy}: a thread for each direction. */
final class ProxiedConnection implements AutoCloseable {
  private final Socket client;
  private final Socket server;
  private final Link link;
  private final AtomicLong bytesToServer = new AtomicLong();
  private final AtomicInteger openDirections = new AtomicInteger(2);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean stalled;
  private volatile boolean vanished;

  private ProxiedConnection(Socket client, Socket server, Link link) {
    this.client = client;
    this.server = server;
    this.link = link;
  }

  static ProxiedConnection start(Socket client, Socket server, Link link) throws IOException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    ProxiedConnection connection = new ProxiedConnection(client, server, link);
    daemon("proxy to server", () -> connection.carry(connection::toServer));
    daemon("proxy to client", () -> connection.carry(connection::toClient));
    return connection;
  }

  static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  long bytesToServer() {
    return bytesToServer.get();
  }

  /** Ends both sides, whatever state they are in. */
  @Override
  public void close() {
    closed.countDown();
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed for us all the same.
      }
    }
  }

  private interface Direction {
    void pump() throws IOException, InterruptedException;
  }

  private void carry(Direction direction) {
    try {
      direction.pump();
      if (openDirections.decrementAndGet() == 0) {
        close();
      }
    } catch (IOException e) {
      // One side is gone. The other one learns it, unless this link would not tell.
      if (!vanished) {
        close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  private void toServer() throws IOException, InterruptedException {
    InputStream in = client.getInputStream();
    byte[] buffer = new byte[1 << 16];
    while (bytesToServer.get() < link.limit()) {
      long room = link.limit() - bytesToServer.get();
      int count = in.read(buffer, 0, (int) Math.min(room, buffer.length));
      if (count < 0) {
        server.shutdownOutput();
        return;
      }
      for (int sent = 0; sent < count; ) {
        int slice = Math.min(link.slice(), count - sent);
        pause();
        server.getOutputStream().write(buffer, sent, slice);
        bytesToServer.addAndGet(slice);
        sent += slice;
      }
    }
    goWrong();
  }

  private void goWrong() throws IOException, InterruptedException {
    vanished = link.ending() == Link.Ending.VANISH;
    stalled = link.ending() == Link.Ending.STALL;
    switch (link.ending()) {
      case CLOSE -> close();
      case RESET -> {
        client.setSoLinger(true, 0);
        server.setSoLinger(true, 0);
        close();
      }
      case STALL, VANISH -> closed.await();
    }
  }

  private void toClient() throws IOException, InterruptedException {
    InputStream in = server.getInputStream();
    OutputStream out = client.getOutputStream();
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      for (int sent = 0; sent < count && !vanished; ) {
        int slice = Math.min(link.slice(), count - sent);
        pause();
        out.write(buffer, sent, slice);
        sent += slice;
      }
    }
    if (vanished) {
      closed.await();
    } else if (stalled) {
      close();
    } else {
      client.shutdownOutput();
    }
  }

  private void pause() throws InterruptedException {
    if (!link.delay().isZero()) {
      Thread.sleep(link.delay().toMillis());
    }
  }
}
