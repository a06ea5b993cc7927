package autoupload.wire;

import java.io.IOException;

/**
 * Frame handler that allows no frame: each is a breach of the protocol, but for ERROR, which ends
 * the connection with the peer's words. Base of those that allow some.
 */
public abstract class UnexpectedFrames implements FrameHandler {
  @Override
  public void hello(Frame.Hello frame) throws IOException {
    throw unexpected("HELLO");
  }

  @Override
  public void welcome(Frame.Welcome frame) throws IOException {
    throw unexpected("WELCOME");
  }

  @Override
  public void login(Frame.Login frame) throws IOException {
    throw unexpected("LOGIN");
  }

  @Override
  public void accepted(Frame.Accepted frame) throws IOException {
    throw unexpected("ACCEPTED");
  }

  @Override
  public void denied(Frame.Denied frame) throws IOException {
    throw unexpected("DENIED");
  }

  @Override
  public void offer(Frame.Offer frame) throws IOException {
    throw unexpected("OFFER");
  }

  @Override
  public void send(Frame.Send frame) throws IOException {
    throw unexpected("SEND");
  }

  @Override
  public void prove(Frame.Prove frame) throws IOException {
    throw unexpected("PROVE");
  }

  @Override
  public void proof(Frame.Proof frame) throws IOException {
    throw unexpected("PROOF");
  }

  @Override
  public void begin(Frame.Begin frame) throws IOException {
    throw unexpected("BEGIN");
  }

  @Override
  public void data(int id, DataBytes bytes) throws IOException {
    throw unexpected("DATA");
  }

  @Override
  public void chunk(Frame.Chunk frame) throws IOException {
    throw unexpected("CHUNK");
  }

  @Override
  public void end(Frame.End frame) throws IOException {
    throw unexpected("END");
  }

  @Override
  public void durable(Frame.Durable frame) throws IOException {
    throw unexpected("DURABLE");
  }

  @Override
  public void receipt(Frame.Receipt frame) throws IOException {
    throw unexpected("RECEIPT");
  }

  @Override
  public void refused(Frame.Refused frame) throws IOException {
    throw unexpected("REFUSED");
  }

  @Override
  public void abort(Frame.Abort frame) throws IOException {
    throw unexpected("ABORT");
  }

  @Override
  public void ping(Frame.Ping frame) throws IOException {
    throw unexpected("PING");
  }

  @Override
  public void pong(Frame.Pong frame) throws IOException {
    throw unexpected("PONG");
  }

  @Override
  public void goAway(Frame.GoAway frame) throws IOException {
    throw unexpected("GOAWAY");
  }

  /** Its words become the exception. */
  @Override
  public void error(Frame.Error frame) throws IOException {
    throw new PeerError(frame);
  }

  private static WireException unexpected(String type) {
    return WireException.protocol(type + " is not allowed here");
  }
}
