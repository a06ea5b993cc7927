package autoupload.server.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tls.ClientTrust;
import autoupload.tls.TlsConnection;
import autoupload.upload.ClientId;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Scripted client connection: it sends the frames it is told to, right or wrong, reads when it is
 * asked, and does nothing of its own accord. Used by one thread, or by one that writes and one that
 * reads.
 */
public final class RawClient implements AutoCloseable {
  /** Every file these clients offer says it was changed then. */
  public static final Instant MODIFIED = Instant.parse("2024-02-29T12:34:56.123456789Z");

  /** Far beyond what any answer takes; a test that waits so long has failed. */
  private static final int READ_TIMEOUT_MILLIS = 60_000;

  private final TlsConnection tls;
  private final OutputStream out;
  private final FrameWriter writer;
  private final FrameReader reader;
  private final Received received = new Received();

  private RawClient(TlsConnection tls) {
    this.tls = tls;
    this.out = tls.out();
    this.writer = new FrameWriter(out);
    this.reader = new FrameReader(tls.in());
  }

  /** Shakes hands. */
  public static RawClient connect(InetSocketAddress server, ClientTrust trust) throws IOException {
    return connect(server, trust, new Socket());
  }

  /** Shakes hands over a socket that is not connected yet. */
  public static RawClient connect(InetSocketAddress server, ClientTrust trust, Socket socket)
      throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.connect(server);
    return new RawClient(TlsConnection.client(socket, "127.0.0.1", server.getPort(), trust));
  }

  /** A HELLO of this protocol's version. */
  public static Frame.Hello hello(ClientId client) {
    return new Frame.Hello(WireLimits.VERSION, client, "test", Frame.Backlog.NONE);
  }

  /** A LOGIN with a password. */
  public static Frame.Login login(String user, String password) {
    Secret secret = new Secret(password.getBytes(StandardCharsets.UTF_8));
    return new Frame.Login(user, secret, "", Secret.NONE);
  }

  /** An OFFER of a file of that size. */
  public static Frame.Offer offer(int id, String name, long size) {
    return new Frame.Offer(id, new UploadOffer(new UploadName(name), size, MODIFIED));
  }

  /** Says HELLO and LOGIN and gives the server's last word on it. */
  public Frame greet(String user, String password, ClientId client) throws IOException {
    send(hello(client));
    next(Frame.Welcome.class);
    send(login(user, password));
    Frame answer = next();
    if (answer instanceof Frame.Accepted) {
      reader.loggedIn();
    }
    return answer;
  }

  /** Writes frames and flushes them. */
  public void send(Frame... frames) throws IOException {
    for (Frame frame : frames) {
      writer.write(frame);
    }
    writer.flush();
  }

  /** Writes DATA and flushes it. */
  public void data(int id, byte[] bytes, int offset, int length) throws IOException {
    writer.data(id, bytes, offset, length);
    writer.flush();
  }

  /** Writes bytes that need not be frames. */
  public void raw(byte[] bytes) throws IOException {
    writer.flush();
    out.write(bytes);
    out.flush();
  }

  /** Answers SEND: BEGIN at its offset, the rest of the file, its chunks and END. */
  public void answer(Frame.Send asked, Content content) throws IOException {
    send(new Frame.Begin(asked.id(), asked.offset()));
    rest(asked.id(), content, asked);
    send(new Frame.End(asked.id(), content.digest()));
  }

  /** The DATA and CHUNK frames that follow BEGIN at the offset of {@code asked}. */
  public void rest(int id, Content content, Frame.Send asked) throws IOException {
    long at = asked.offset();
    for (int i = asked.held().map(h -> h.chunks()).orElse(0); i < content.chunks(); i++) {
      at = Math.max(at, content.start(i));
      while (at < content.end(i)) {
        int length = (int) Math.min(256 << 10, content.end(i) - at);
        writer.data(id, content.bytes(), (int) at, length);
        at += length;
      }
      writer.write(new Frame.Chunk(id, i, content.chunkDigest(i)));
    }
    writer.flush();
  }

  /** Offers a file that nobody has yet, sends it and gives its receipt. */
  public Frame.Receipt upload(int id, String name, Content content) throws IOException {
    send(offer(id, name, content.size()));
    answer(next(Frame.Send.class), content);
    return next(Frame.Receipt.class);
  }

  /** Sends PING and reads everything up to its PONG, which must be all that comes. */
  public void sync() throws IOException {
    long token = System.nanoTime();
    send(new Frame.Ping(token));
    assertThat(next(Frame.Pong.class).token()).isEqualTo(token);
  }

  /** The next frame; fails at the end of the stream. */
  public Frame next() throws IOException {
    return read().orElseThrow(() -> new AssertionError("the server ended the connection"));
  }

  /** The next frame but DURABLE, which must be of this type. */
  public <F extends Frame> F next(Class<F> type) throws IOException {
    Frame frame = next();
    while (frame instanceof Frame.Durable && type != Frame.Durable.class) {
      frame = next();
    }
    assertThat(frame).isInstanceOf(type);
    return type.cast(frame);
  }

  /** The next frame; empty at the end of the stream. */
  public Optional<Frame> read() throws IOException {
    return reader.next(received) ? Optional.of(received.take()) : Optional.empty();
  }

  /** Says that nothing more will come, and reads on. */
  public void endInput() throws IOException {
    writer.flush();
    tls.halfClose();
  }

  /** Ends the connection without a word; another thread's reads and writes fail. */
  public void cut() throws IOException {
    tls.close();
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
