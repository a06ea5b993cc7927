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
    if (type == FrameType.DATA.code()) {
      data(handler, bodyLength);
      return true;
    }
    byte[] body = new byte[bodyLength];
    fill(body, 0, bodyLength);
    dispatch(FrameType.of(type), ByteBuffer.wrap(body), handler);
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
    int limit = WireLimits.FRAME_BEFORE_LOGIN;
    if (loggedIn) {
      boolean isData = type == FrameType.DATA.code();
      limit = isData ? WireLimits.FRAME_DATA : WireLimits.FRAME_CONTROL;
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

  private static void dispatch(FrameType type, ByteBuffer bytes, FrameHandler to)
      throws IOException {
    BodyReader body = new BodyReader(type.name(), bytes);
    switch (type) {
      case HELLO -> to.hello(body.end(hello(body)));
      case WELCOME -> to.welcome(body.end(welcome(body)));
      case LOGIN -> to.login(body.end(login(body)));
      case ACCEPTED -> to.accepted(body.end(accepted(body)));
      case DENIED -> to.denied(body.end(new Frame.Denied(body.seconds(), text(body))));
      case OFFER -> to.offer(body.end(offer(body)));
      case SEND ->
          to.send(body.end(new Frame.Send(body.i32(), body.count(), body.optionalDigest())));
      case PROVE -> to.prove(body.end(new Frame.Prove(body.i32())));
      case PROOF -> to.proof(body.end(new Frame.Proof(body.i32(), body.digest())));
      case BEGIN -> to.begin(body.end(new Frame.Begin(body.i32(), body.count())));
      case CHUNK -> to.chunk(body.end(chunk(body)));
      case END -> to.end(body.end(new Frame.End(body.i32(), body.digest())));
      case DURABLE -> to.durable(body.end(new Frame.Durable(body.i32(), body.count())));
      case RECEIPT -> to.receipt(body.end(receipt(body)));
      case REFUSED -> to.refused(body.end(refused(body)));
      case ABORT -> to.abort(body.end(new Frame.Abort(body.i32())));
      case PING -> to.ping(body.end(new Frame.Ping(body.i64())));
      case PONG -> to.pong(body.end(new Frame.Pong(body.i64())));
      case GOAWAY -> to.goAway(body.end(new Frame.GoAway(text(body))));
      case ERROR -> to.error(body.end(new Frame.Error(body.u16(), text(body))));
      case DATA -> throw new IllegalArgumentException("DATA is handed over while it comes in");
    }
  }

  /** Text for people. */
  private static String text(BodyReader body) throws WireException {
    return body.text(WireLimits.TEXT);
  }

  private static Frame.Hello hello(BodyReader body) throws WireException {
    return new Frame.Hello(
        body.u16(),
        ClientId.of(body.bytes(ClientId.BYTES)),
        body.text(255),
        new Frame.Backlog(body.count(), body.count(), body.seconds()));
  }

  private static Frame.Welcome welcome(BodyReader body) throws WireException {
    return new Frame.Welcome(
        body.u16(), body.instant(), StoreId.of(body.bytes(StoreId.BYTES)), body.u16());
  }

  private static Frame.Login login(BodyReader body) throws WireException {
    return new Frame.Login(
        body.text(WireLimits.CREDENTIAL),
        new Secret(body.sizedBytes(WireLimits.CREDENTIAL)),
        body.text(16),
        ticket(body));
  }

  private static Frame.Accepted accepted(BodyReader body) throws WireException {
    String recipient = body.text(4096);
    long quotaLeft = body.i64();
    if (quotaLeft < -1) {
      throw body.broken("has a quota below -1");
    }
    return new Frame.Accepted(
        Optional.of(recipient).filter(text -> !text.isEmpty()),
        quotaLeft == -1 ? Optional.empty() : Optional.of(quotaLeft),
        ticket(body),
        body.seconds());
  }

  private static Secret ticket(BodyReader body) throws WireException {
    byte[] ticket = body.sizedBytes(WireLimits.TICKET);
    if (ticket.length != 0 && ticket.length != WireLimits.TICKET) {
      throw body.broken("has a ticket that is not 32 bytes long");
    }
    return new Secret(ticket);
  }

  private static Frame.Offer offer(BodyReader body) throws WireException {
    int id = body.i32();
    try {
      return new Frame.Offer(id, new UploadOffer(body.name(), body.count(), body.instant()));
    } catch (IllegalArgumentException e) {
      throw body.broken("is not allowed: " + e.getMessage());
    }
  }

  private static Frame.Chunk chunk(BodyReader body) throws WireException {
    return new Frame.Chunk(
        body.i32(), body.u16(), ContentDigest.of(1, body.bytes(ContentDigest.HASH_BYTES)));
  }

  private static Frame.Receipt receipt(BodyReader body) throws WireException {
    return new Frame.Receipt(body.i32(), new Receipt(body.name(), body.count(), body.digest()));
  }

  private static Frame.Refused refused(BodyReader body) throws WireException {
    return new Frame.Refused(body.i32(), body.u16(), body.flag(), body.seconds(), text(body));
  }
}
