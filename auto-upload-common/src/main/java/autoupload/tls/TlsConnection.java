package autoupload.tls;

import autoupload.socket.BufferPool;
import autoupload.socket.CoalescingSocket;
import autoupload.socket.EndOfStream;
import autoupload.socket.LinkProgress;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/**
 * Connection over TLS 1.3 whose handshake is done and on which both ends agreed on an application
 * protocol. One thread may read while another writes; any thread may close.
 *
 * <p>No call has a time limit. Whoever owns the socket watches its deadlines, during the handshake
 * too, and closes the socket or this connection when one has passed: every call that blocks on it
 * then ends with an IOException.
 */
public final class TlsConnection implements Closeable {
  /** This project's protocol, as ALPN has it; what a client asks for. */
  public static final String PROTOCOL = "auto-upload/1";

  private final CoalescingSocket link;
  private final SSLSocket tls;
  private final InputStream in;
  private final OutputStream out;

  private TlsConnection(CoalescingSocket link, SSLSocket tls) throws IOException {
    this.link = link;
    this.tls = tls;
    this.in = new In(tls.getInputStream());
    this.out = new Out(tls.getOutputStream());
  }

  /**
   * The client's end: shakes hands in the calling thread. The socket is closed if that fails.
   *
   * @param socket connected to the server, with TCP_NODELAY
   * @param host the name or address the server was asked for by, which its certificate must have
   * @throws ServerNotProven if somebody answers who is not the server that {@code trust} demands
   * @throws IOException if the network fails
   */
  public static TlsConnection client(Socket socket, String host, int port, ClientTrust trust)
      throws IOException {
    return client(socket, host, port, trust, BufferPool.SHARED);
  }

  static TlsConnection client(
      Socket socket, String host, int port, ClientTrust trust, BufferPool pool) throws IOException {
    boolean done = false;
    try {
      CoalescingSocket link = new CoalescingSocket(socket, pool);
      SSLSocket tls =
          (SSLSocket) trust.context().getSocketFactory().createSocket(link, host, port, false);
      TlsSettings.apply(TlsSettings.client(host, trust.checksName()), tls);
      TlsConnection connection = handshake(link, tls);
      if (!PROTOCOL.equals(connection.protocol())) {
        throw HandshakeFailure.otherProtocol(host, port);
      }
      done = true;
      return connection;
    } catch (IOException e) {
      throw HandshakeFailure.of(e, host, port);
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  /**
   * The server's end: shakes hands in the calling thread. The socket is closed if that fails.
   *
   * @param socket accepted, with TCP_NODELAY
   * @param context as made by {@link ServerTls#context}
   * @param bytes how many may arrive, the handshake's included, until {@link #unlimitInput}
   * @param protocols what the client may ask for in ALPN (RFC 7301)
   * @throws IOException if the client speaks something else or the network fails
   */
  public static TlsConnection server(
      Socket socket, SSLContext context, long bytes, List<String> protocols) throws IOException {
    return server(socket, context, bytes, protocols, BufferPool.SHARED);
  }

  static TlsConnection server(
      Socket socket, SSLContext context, long bytes, List<String> protocols, BufferPool pool)
      throws IOException {
    boolean done = false;
    try {
      CoalescingSocket link = new CoalescingSocket(socket, pool);
      link.limitInput(bytes);
      SSLSocket tls =
          (SSLSocket) context.getSocketFactory().createSocket(link, (InputStream) null, false);
      TlsSettings.apply(TlsSettings.server(protocols), tls);
      TlsConnection connection = handshake(link, tls);
      if (!protocols.contains(connection.protocol())) {
        throw new SSLHandshakeException(
            "the client does not ask for " + String.join(" or ", protocols));
      }
      done = true;
      return connection;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private static TlsConnection handshake(CoalescingSocket link, SSLSocket tls) throws IOException {
    tls.startHandshake();
    link.handshakeDone();
    return new TlsConnection(link, tls);
  }

  /** What both ends agreed to speak. */
  public String protocol() {
    return String.valueOf(tls.getApplicationProtocol());
  }

  /**
   * What the peer sends. The end of the stream comes also without the peer's word that it is done:
   * it proves nothing. Closing it closes the connection.
   */
  public InputStream in() {
    return in;
  }

  /**
   * What the peer gets, after {@code flush()} or a full buffer. Each call makes at least one TLS
   * record, so write large pieces. Closing it closes the connection at once, without a flush.
   */
  public OutputStream out() {
    return out;
  }

  /** From now on as many bytes may arrive as will. */
  public void unlimitInput() {
    link.limitInput(Long.MAX_VALUE);
  }

  /** Takes a large buffer for what arrives, if one is to be had; any thread, never blocks. */
  public void enlargeInput() {
    link.inBuffer().enlarge();
  }

  /** Gives it back once it is empty; any thread, never blocks. */
  public void shrinkInput() {
    link.inBuffer().shrink();
  }

  /** Takes a large buffer for what is sent, if one is to be had; any thread, never blocks. */
  public void enlargeOutput() {
    link.outBuffer().enlarge();
  }

  /** Gives it back once it is empty; any thread, never blocks. */
  public void shrinkOutput() {
    link.outBuffer().shrink();
  }

  /** What a watchdog looks at. */
  public LinkProgress progress() {
    return link.progress();
  }

  /** Where the peer is; also known after the connection was closed. */
  public InetSocketAddress peer() {
    return (InetSocketAddress) link.getRemoteSocketAddress();
  }

  /** The peer's own certificate; empty at the server's end, because clients have none. */
  public Optional<X509Certificate> peerCertificate() {
    try {
      Certificate[] chain = tls.getSession().getPeerCertificates();
      return Optional.of((X509Certificate) chain[0]);
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /**
   * Tells the peer that nothing more will come, after what was written, by the end of the TCP
   * stream; reading goes on. Blocks as long as the peer takes nothing.
   */
  public void halfClose() throws IOException {
    link.shutdownOutput();
  }

  /**
   * Half-closes, then reads for a while whatever the peer still sends, so that it gets to read what
   * was sent last: closing with unread input would reset the connection, and the reset eats it.
   */
  public void drain(Duration atMost) throws IOException {
    long start = System.nanoTime();
    halfClose();
    link.setSoTimeout((int) atMost.toMillis());
    byte[] sink = new byte[4096];
    while (System.nanoTime() - start < atMost.toNanos() && in.read(sink) >= 0) {
      // whatever it is, it comes too late
    }
  }

  /**
   * Closes the socket at once, from any thread: it does not wait for a write that is stuck, sends
   * nothing more, and ends whatever other threads do on this connection.
   */
  @Override
  public void close() throws IOException {
    link.close();
  }

  // SSLSocket's own streams would close in an orderly way, and wait behind a stuck writer for it.

  private final class In extends FilterInputStream {
    In(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        return in.read(bytes, offset, length);
      } catch (EndOfStream e) {
        return -1;
      }
    }

    @Override
    public void close() throws IOException {
      TlsConnection.this.close();
    }
  }

  private final class Out extends FilterOutputStream {
    Out(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      link.flushPending();
    }

    @Override
    public void close() throws IOException {
      TlsConnection.this.close();
    }
  }
}
