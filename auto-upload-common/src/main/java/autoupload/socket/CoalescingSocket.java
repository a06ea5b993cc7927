package autoupload.socket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * Connected socket with buffered streams, to layer an SSLSocket over: TLS reads and writes record
 * by record, in calls that cost a large file a quarter of its CPU time. Everything else is passed
 * on to the socket inside.
 */
// Socket's own locks would make close() wait; the socket inside has its own.
@SuppressWarnings("UnsynchronizedOverridesSynchronized")
public final class CoalescingSocket extends Socket {
  private final Socket socket;
  private final ElasticBuffer inBuffer;
  private final ElasticBuffer outBuffer;
  private final CoalescingInput in;
  private final TlsInput tlsIn;
  private final CoalescingOutput out;
  private final LinkProgress progress = new LinkProgress();

  /** Over a connected socket, with large buffers from that pool. */
  public CoalescingSocket(Socket socket, BufferPool pool) throws IOException {
    this.socket = socket;
    inBuffer = new ElasticBuffer(pool);
    outBuffer = new ElasticBuffer(pool);
    in = new CoalescingInput(socket.getInputStream(), inBuffer, progress.in());
    tlsIn = new TlsInput(in);
    out = new CoalescingOutput(socket.getOutputStream(), outBuffer, progress.out());
  }

  /** What a watchdog looks at. */
  public LinkProgress progress() {
    return progress;
  }

  /** The buffer for what arrives. */
  public ElasticBuffer inBuffer() {
    return inBuffer;
  }

  /** The buffer for what is sent. */
  public ElasticBuffer outBuffer() {
    return outBuffer;
  }

  /**
   * From now on what is written waits for {@link #flushPending} or a full buffer, and the end of
   * what the peer sends is an {@link EndOfStream}.
   */
  public void handshakeDone() {
    out.collect();
    tlsIn.handshakeDone();
  }

  /**
   * Reading fails once more than so many bytes have arrived since the connection was made; {@code
   * Long.MAX_VALUE} takes the limit away.
   */
  public void limitInput(long bytes) {
    in.limit(bytes);
  }

  /** Sends what was collected. */
  public void flushPending() throws IOException {
    out.flushPending();
  }

  /** Ends reads and writes on all threads at once; what was collected is lost. */
  @Override
  public void close() throws IOException {
    try {
      socket.close();
    } finally {
      inBuffer.discard();
      outBuffer.discard();
    }
  }

  @Override
  public InputStream getInputStream() {
    return tlsIn;
  }

  @Override
  public OutputStream getOutputStream() {
    return out;
  }

  @Override
  public void shutdownInput() throws IOException {
    socket.shutdownInput();
  }

  /** Sends what was collected, and then the end of the stream. */
  @Override
  public void shutdownOutput() throws IOException {
    out.flushPending();
    socket.shutdownOutput();
  }

  @Override
  public boolean isConnected() {
    return socket.isConnected();
  }

  @Override
  public boolean isBound() {
    return socket.isBound();
  }

  @Override
  public boolean isClosed() {
    return socket.isClosed();
  }

  @Override
  public boolean isInputShutdown() {
    return socket.isInputShutdown();
  }

  @Override
  public boolean isOutputShutdown() {
    return socket.isOutputShutdown();
  }

  @Override
  public InetAddress getInetAddress() {
    return socket.getInetAddress();
  }

  @Override
  public int getPort() {
    return socket.getPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return socket.getRemoteSocketAddress();
  }

  @Override
  public InetAddress getLocalAddress() {
    return socket.getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return socket.getLocalPort();
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return socket.getLocalSocketAddress();
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    socket.setSoTimeout(millis);
  }

  @Override
  public int getSoTimeout() throws SocketException {
    return socket.getSoTimeout();
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    socket.setSoLinger(on, seconds);
  }

  @Override
  public int getSoLinger() throws SocketException {
    return socket.getSoLinger();
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    socket.setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return socket.getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    socket.setKeepAlive(on);
  }

  @Override
  public boolean getKeepAlive() throws SocketException {
    return socket.getKeepAlive();
  }

  @Override
  public String toString() {
    return "CoalescingSocket[" + socket + "]";
  }
}
