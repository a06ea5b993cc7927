package autoupload.tests.load;

import autoupload.tls.TlsConnection;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.Secret;
import autoupload.wire.UnexpectedFrames;
import autoupload.wire.WireLimits;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Idle client connection, which logs in, sends PINGs, and does nothing else. Needs no thread of its
 * own. Used by one thread at a time.
 */
final class Caller implements Closeable {
  /** Result of a login. */
  enum Answer {
    NONE,
    ACCEPTED,
    DENIED,
    LATER
  }

  private final ClientId client;
  private final TlsConnection tls;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Heard heard = new Heard();
  private long pings;

  private Caller(TlsConnection tls, ClientId client) {
    this.tls = tls;
    this.client = client;
    this.reader = new FrameReader(tls.in());
    this.writer = new FrameWriter(tls.out());
  }

  /** Connects, and says hello. */
  static Caller connect(Dial dial, InetAddress from) throws IOException {
    Caller caller = new Caller(dial.from(from), ClientId.random());
    try {
      caller.hello();
      return caller;
    } catch (IOException e) {
      caller.close();
      throw e;
    }
  }

  private void hello() throws IOException {
    write(new Frame.Hello(WireLimits.VERSION, client, "load", Frame.Backlog.NONE));
    while (heard.serverTime.equals(Instant.MIN)) {
      read();
    }
  }

  /** What time it was at the server when it answered. */
  Instant serverTime() {
    return heard.serverTime;
  }

  /** Says who it is, and waits for the answer. */
  Answer login(String user, String password, String code) throws IOException {
    Secret secret = new Secret(password.getBytes(StandardCharsets.UTF_8));
    write(new Frame.Login(user, secret, code, Secret.NONE));
    while (heard.answer == Answer.NONE) {
      read();
    }
    return heard.answer;
  }

  /** How long it was told to stay away. */
  Duration retryAfter() {
    return heard.retryAfter;
  }

  /** Reads the answer to the ping before, and sends another one, as the client does. */
  void keepAlive() throws IOException {
    while (heard.pongs < pings) {
      read();
    }
    write(new Frame.Ping(++pings));
  }

  private void write(Frame frame) throws IOException {
    writer.write(frame);
    writer.flush();
  }

  private void read() throws IOException {
    if (!reader.next(heard)) {
      throw new EOFException("the server closed the connection");
    }
  }

  @Override
  public void close() throws IOException {
    tls.close();
  }

  private final class Heard extends UnexpectedFrames {
    private Instant serverTime = Instant.MIN;
    private Answer answer = Answer.NONE;
    private Duration retryAfter = Duration.ZERO;
    private long pongs;

    @Override
    public void welcome(Frame.Welcome frame) {
      serverTime = frame.serverTime();
    }

    @Override
    public void accepted(Frame.Accepted frame) {
      answer = Answer.ACCEPTED;
      reader.loggedIn();
    }

    @Override
    public void denied(Frame.Denied frame) {
      retryAfter = frame.retryAfter();
      answer = retryAfter.isZero() ? Answer.DENIED : Answer.LATER;
    }

    @Override
    public void pong(Frame.Pong frame) {
      pongs = frame.token();
    }
  }
}
