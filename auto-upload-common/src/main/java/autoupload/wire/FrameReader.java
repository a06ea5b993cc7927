package autoupload.wire;

import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadOffer;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Decoder of frames. Used by one thread.
 *
 * <pre>
 *   0               4       5
 *  +---------------+-------+------------------+
 *  | length (u32)  | type  | body             |    length = 1 + length of the body
 *  +---------------+-------+------------------+
 * </pre>
 *
 * <p>All numbers are big-endian. The length is checked against the limit of the state and the type
 * before anything is allocated for it.
 */
public final class FrameReader {
  private final InputStream in;
  private final byte[] head = new byte[5];
  private boolean loggedIn;

  /**
   * @param in should be buffered below, since heads are read by themselves
   */
  public FrameReader(InputStream in) {
    this.in = in;
  }

  /** From here on the limits are those of a connection that is logged in. */
  public void loggedIn() {
    loggedIn = true;
  }

  /**
   * Reads one frame and hands it over.
   *
   * @return false if the connection ended before the frame's first byte
   * @throws EOFException if it ended within the frame
   * @throws WireException if the frame breaks the protocol
   */
  public boolean next(FrameHandler handler) throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    head[0] = (byte) first;
    fill(head, 1, 4);
    long length = Integer.toUnsignedLong(ByteBuffer.wrap(head).getInt());
    int type = head[4] & 0xff;
    checkLength(type, length);
    int bodyLength = (int) length - 1;
    if (type == FrameType.DATA) {
      data(handler, bodyLength);
      return true;
    }
    byte[] body = new byte[bodyLength];
    fill(body, 0, bodyLength);
    dispatch(type, ByteBuffer.wrap(body), handler);
    return true;
  }

  /**
   * Reads one frame of a login, which must be of that type or an ERROR.
   *
   * @throws EOFException if the connection ended
   * @throws PeerError if the peer sent an ERROR instead
   * @throws WireException if it sent anything else
   */
  public <F extends Frame> F expect(Class<F> type) throws IOException {
    LoginFrame<F> frame = new LoginFrame<>(type);
    if (!next(frame)) {
      throw new EOFException("the connection was closed");
    }
    return frame.taken();
  }

  private void checkLength(int type, long length) throws WireException {
    int limit;
    if (!loggedIn) {
      limit = WireLimits.FRAME_BEFORE_LOGIN;
    } else if (type == FrameType.DATA) {
      limit = WireLimits.FRAME_DATA;
    } else {
      limit = WireLimits.FRAME_CONTROL;
    }
    if (length < 1 || length > limit) {
      throw WireException.protocol(
          "a frame of type " + type + " says it is " + length + " bytes long; at most " + limit);
    }
  }

  private void data(FrameHandler handler, int bodyLength) throws IOException {
    if (bodyLength <= 4) {
      throw WireException.protocol("DATA has no bytes");
    }
    byte[] id = new byte[4];
    fill(id, 0, 4);
    DataBytes bytes = new DataBytes(in, bodyLength - 4);
    handler.data(ByteBuffer.wrap(id).getInt(), bytes);
    bytes.skip();
  }

  private void fill(byte[] target, int offset, int length) throws IOException {
    if (in.readNBytes(target, offset, length) < length) {
      throw new EOFException("the connection ended within a frame");
    }
  }

  private static void dispatch(int type, ByteBuffer body, FrameHandler to) throws IOException {
    switch (type) {
      case FrameType.HELLO -> to.hello(hello(new BodyReader("HELLO", body)));
      case FrameType.WELCOME -> to.welcome(welcome(new BodyReader("WELCOME", body)));
      case FrameType.LOGIN -> to.login(login(new BodyReader("LOGIN", body)));
      case FrameType.ACCEPTED -> to.accepted(accepted(new BodyReader("ACCEPTED", body)));
      case FrameType.DENIED -> to.denied(denied(new BodyReader("DENIED", body)));
      case FrameType.OFFER -> to.offer(offer(new BodyReader("OFFER", body)));
      case FrameType.SEND -> to.send(send(new BodyReader("SEND", body)));
      case FrameType.PROVE -> to.prove(prove(new BodyReader("PROVE", body)));
      case FrameType.PROOF -> to.proof(proof(new BodyReader("PROOF", body)));
      case FrameType.BEGIN -> to.begin(begin(new BodyReader("BEGIN", body)));
      case FrameType.CHUNK -> to.chunk(chunk(new BodyReader("CHUNK", body)));
      case FrameType.END -> to.end(end(new BodyReader("END", body)));
      case FrameType.DURABLE -> to.durable(durable(new BodyReader("DURABLE", body)));
      case FrameType.RECEIPT -> to.receipt(receipt(new BodyReader("RECEIPT", body)));
      case FrameType.REFUSED -> to.refused(refused(new BodyReader("REFUSED", body)));
      case FrameType.ABORT -> to.abort(abort(new BodyReader("ABORT", body)));
      case FrameType.PING -> to.ping(new Frame.Ping(token(new BodyReader("PING", body))));
      case FrameType.PONG -> to.pong(new Frame.Pong(token(new BodyReader("PONG", body))));
      case FrameType.GOAWAY -> to.goAway(goAway(new BodyReader("GOAWAY", body)));
      case FrameType.ERROR -> to.error(error(new BodyReader("ERROR", body)));
      default -> throw WireException.protocol("unknown frame type " + type);
    }
  }

  private static Frame.Hello hello(BodyReader body) throws WireException {
    int version = body.u16();
    ClientId client = ClientId.of(body.bytes(ClientId.BYTES));
    String device = body.text(255);
    Frame.Backlog backlog = new Frame.Backlog(body.count(), body.count(), body.seconds());
    body.end();
    return new Frame.Hello(version, client, device, backlog);
  }

  private static Frame.Welcome welcome(BodyReader body) throws WireException {
    Frame.Welcome frame =
        new Frame.Welcome(
            body.u16(), body.instant(), StoreId.of(body.bytes(StoreId.BYTES)), body.u16());
    body.end();
    return frame;
  }

  private static Frame.Login login(BodyReader body) throws WireException {
    String user = body.text(WireLimits.CREDENTIAL);
    Secret password = new Secret(body.sizedBytes(WireLimits.CREDENTIAL));
    String code = body.text(16);
    Secret ticket = ticket(body);
    body.end();
    return new Frame.Login(user, password, code, ticket);
  }

  private static Frame.Accepted accepted(BodyReader body) throws WireException {
    String recipient = body.text(4096);
    long quotaLeft = body.i64();
    if (quotaLeft < -1) {
      throw body.broken("has a quota below -1");
    }
    Secret ticket = ticket(body);
    Duration life = body.seconds();
    body.end();
    return new Frame.Accepted(
        recipient.isEmpty() ? Optional.empty() : Optional.of(recipient),
        quotaLeft == -1 ? Optional.empty() : Optional.of(quotaLeft),
        ticket,
        life);
  }

  private static Secret ticket(BodyReader body) throws WireException {
    byte[] ticket = body.sizedBytes(WireLimits.TICKET);
    if (ticket.length != 0 && ticket.length != WireLimits.TICKET) {
      throw body.broken("has a ticket that is not 32 bytes long");
    }
    return new Secret(ticket);
  }

  private static Frame.Denied denied(BodyReader body) throws WireException {
    Frame.Denied frame = new Frame.Denied(body.seconds(), body.text(WireLimits.TEXT));
    body.end();
    return frame;
  }

  private static Frame.Offer offer(BodyReader body) throws WireException {
    int id = body.i32();
    try {
      UploadOffer offer = new UploadOffer(body.name(), body.count(), body.instant());
      body.end();
      return new Frame.Offer(id, offer);
    } catch (IllegalArgumentException e) {
      throw body.broken("is not allowed: " + e.getMessage());
    }
  }

  private static Frame.Send send(BodyReader body) throws WireException {
    Frame.Send frame = new Frame.Send(body.i32(), body.count(), body.optionalDigest());
    body.end();
    return frame;
  }

  private static Frame.Prove prove(BodyReader body) throws WireException {
    Frame.Prove frame = new Frame.Prove(body.i32());
    body.end();
    return frame;
  }

  private static Frame.Proof proof(BodyReader body) throws WireException {
    Frame.Proof frame = new Frame.Proof(body.i32(), body.digest());
    body.end();
    return frame;
  }

  private static Frame.Begin begin(BodyReader body) throws WireException {
    Frame.Begin frame = new Frame.Begin(body.i32(), body.count());
    body.end();
    return frame;
  }

  private static Frame.Chunk chunk(BodyReader body) throws WireException {
    Frame.Chunk frame =
        new Frame.Chunk(
            body.i32(), body.u16(), ContentDigest.of(1, body.bytes(ContentDigest.HASH_BYTES)));
    body.end();
    return frame;
  }

  private static Frame.End end(BodyReader body) throws WireException {
    Frame.End frame = new Frame.End(body.i32(), body.digest());
    body.end();
    return frame;
  }

  private static Frame.Durable durable(BodyReader body) throws WireException {
    Frame.Durable frame = new Frame.Durable(body.i32(), body.count());
    body.end();
    return frame;
  }

  private static Frame.Receipt receipt(BodyReader body) throws WireException {
    Frame.Receipt frame =
        new Frame.Receipt(body.i32(), new Receipt(body.name(), body.count(), body.digest()));
    body.end();
    return frame;
  }

  private static Frame.Refused refused(BodyReader body) throws WireException {
    Frame.Refused frame =
        new Frame.Refused(
            body.i32(), body.u16(), body.flag(), body.seconds(), body.text(WireLimits.TEXT));
    body.end();
    return frame;
  }

  private static Frame.Abort abort(BodyReader body) throws WireException {
    Frame.Abort frame = new Frame.Abort(body.i32());
    body.end();
    return frame;
  }

  private static long token(BodyReader body) throws WireException {
    long token = body.i64();
    body.end();
    return token;
  }

  private static Frame.GoAway goAway(BodyReader body) throws WireException {
    Frame.GoAway frame = new Frame.GoAway(body.text(WireLimits.TEXT));
    body.end();
    return frame;
  }

  private static Frame.Error error(BodyReader body) throws WireException {
    Frame.Error frame = new Frame.Error(body.u16(), body.text(WireLimits.TEXT));
    body.end();
    return frame;
  }
}
