package autoupload.tests.harness;

import autoupload.tests.harness.Link.Way;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One connection through a {@link FaultProxy}: a thread for each direction. */
final class ProxiedConnection implements AutoCloseable {
  private static final int DRAIN_MILLIS = 5_000;

  private final Socket client;
  private final Socket server;
  private final Link link;
  private final AtomicLong bytesToServer = new AtomicLong();
  private final AtomicLong bytesToClient = new AtomicLong();
  private final AtomicInteger openDirections = new AtomicInteger(2);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CountDownLatch held = new CountDownLatch(1);
  private volatile boolean isClosed;
  private volatile boolean wentWrong;
  private volatile boolean stalled;
  private volatile boolean vanished;
  private volatile boolean ended;

  /** Carries nothing before {@link #start}. */
  ProxiedConnection(Socket client, Socket server, Link link) {
    this.client = client;
    this.server = server;
    this.link = link;
  }

  void start() throws IOException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    daemon("proxy to server", () -> carry(Way.TO_SERVER));
    daemon("proxy to client", () -> carry(Way.TO_CLIENT));
  }

  static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** How many bytes were delivered that way. */
  long bytes(Way way) {
    return counter(way).get();
  }

  private AtomicLong counter(Way way) {
    return way == Way.TO_SERVER ? bytesToServer : bytesToClient;
  }

  /** Whether it got as far as what its link has in store for it. */
  boolean wentWrong() {
    return wentWrong;
  }

  /** Lets what it holds go on, or would hold. */
  void goOn() {
    held.countDown();
  }

  /** Ends both sides, whatever state they are in. */
  @Override
  public void close() {
    isClosed = true;
    closed.countDown();
    held.countDown();
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed for us all the same.
      }
    }
  }

  private void carry(Way way) {
    try {
      if (way == Way.TO_SERVER) {
        pump(way, client, server);
      } else {
        pump(way, server, client);
      }
      if (openDirections.decrementAndGet() == 0) {
        close();
      }
    } catch (IOException e) {
      // One side is gone. The other one learns it, unless this link would not tell.
      if (ended) {
        drain(way == Way.TO_SERVER ? client : server);
      } else if (!vanished) {
        close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  private void pump(Way way, Socket from, Socket to) throws IOException, InterruptedException {
    InputStream in = from.getInputStream();
    byte[] buffer = new byte[1 << 16];
    while (true) {
      long room = way == link.way() && !wentWrong ? link.limit() - bytes(way) : Long.MAX_VALUE;
      if (room <= 0) {
        goWrong();
        continue;
      }
      int count = in.read(buffer, 0, (int) Math.min(room, buffer.length));
      if (count < 0) {
        passOnTheEnd(to);
        return;
      }
      deliver(way, to, buffer, count);
    }
  }

  private void deliver(Way way, Socket to, byte[] bytes, int count)
      throws IOException, InterruptedException {
    for (int sent = 0; sent < count && !vanished && !ended; ) {
      int slice = Math.min(link.slice(), count - sent);
      if (!link.delay().isZero()) {
        Thread.sleep(link.delay().toMillis());
      }
      if (way == link.way() && bytes(way) + slice == link.limit()) {
        silence(); // first, so that no answer to the last byte gets through
      }
      to.getOutputStream().write(bytes, sent, slice);
      counter(way).addAndGet(slice);
      sent += slice;
    }
  }

  private void passOnTheEnd(Socket to) throws IOException, InterruptedException {
    if (vanished) {
      closed.await();
    } else if (stalled) {
      close();
    } else {
      to.shutdownOutput();
    }
  }

  /** From now on nobody hears what this link would not tell. */
  private void silence() {
    vanished = link.ending() == Link.Ending.VANISH || link.ending() == Link.Ending.HALF_OPEN;
    stalled = link.ending() == Link.Ending.STALL;
  }

  /** Returns if the connection is to go on. */
  private void goWrong() throws IOException, InterruptedException {
    silence();
    wentWrong = true;
    switch (link.ending()) {
      case CLOSE -> end();
      case RESET -> {
        reset(client);
        reset(server);
        close();
      }
      case HALF_OPEN -> {
        reset(client);
        closed.await();
      }
      case STALL, VANISH -> closed.await();
      case PAUSE -> {
        if (!closed.await(Link.PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      case HOLD -> {
        held.await();
        if (!isClosed) {
          return;
        }
      }
    }
    // Now, before the sockets are closed, nothing may slip through either.
    throw new IOException("the connection is over");
  }

  /**
   * Both sides see the end of the stream. Closing at once would be a reset where bytes are unread,
   * and make the server's machine forget what it has and the server has not read yet.
   */
  private void end() throws IOException {
    ended = true;
    server.shutdownOutput();
    client.shutdownOutput();
  }

  /** Reads to the end that the other side makes in return, which it gets a while for. */
  private void drain(Socket from) {
    byte[] sink = new byte[1 << 16];
    try {
      from.setSoTimeout(DRAIN_MILLIS);
      while (from.getInputStream().read(sink) >= 0) {
        // it comes too late
      }
    } catch (IOException e) {
      // as good as the end
    }
    if (openDirections.decrementAndGet() == 0) {
      close();
    }
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
