package autoupload.tls;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Two connected sockets on this machine, and threads for what both ends do at the same time. */
final class Loopback implements AutoCloseable {
  final CountingSocket client;
  final CountingSocket server;
  private final ExecutorService threads = threads();

  Loopback() throws IOException {
    try (ServerSocket listener = new CountingServerSocket()) {
      client = new CountingSocket();
      client.connect(listener.getLocalSocketAddress());
      server = (CountingSocket) listener.accept();
    }
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
  }

  /** Virtual threads where Java has them, as the commands use. */
  private static ExecutorService threads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }

  int port() {
    return client.getPort();
  }

  <T> Future<T> start(Callable<T> work) {
    return threads.submit(work);
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.close();
    threads.shutdownNow();
  }

  /**
   * Socket that counts the calls by which it is written to, and remembers what was written first.
   */
  static final class CountingSocket extends Socket {
    private static final int REMEMBERED = 16 << 10;

    final AtomicLong writes = new AtomicLong();
    private final ByteArrayOutputStream first = new ByteArrayOutputStream();

    /** The first 16 KiB that this end sent, so the hellos of a handshake. */
    byte[] first() {
      return first.toByteArray();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(super.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          writes.incrementAndGet();
          first.write(bytes, offset, Math.min(length, REMEMBERED - first.size()));
          out.write(bytes, offset, length);
        }
      };
    }
  }

  private static final class CountingServerSocket extends ServerSocket {
    CountingServerSocket() throws IOException {
      super(0, 1, InetAddress.getLoopbackAddress());
    }

    @Override
    public Socket accept() throws IOException {
      CountingSocket socket = new CountingSocket();
      implAccept(socket);
      return socket;
    }
  }
}
