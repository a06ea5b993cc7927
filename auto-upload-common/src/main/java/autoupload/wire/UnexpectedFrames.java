package autoupload.wire;

import java.io.IOException;

/**
 * Frame handler that allows no frame: each is a breach of the protocol, but for ERROR, which ends
 * the connection with the peer's words. Base of those that allow some.
 */
public abstract class UnexpectedFrames implements FrameHandler {
  @Override
  public void hello(Frame.Hello frame) throws IOException {
    unexpected("HELLO", frame);
  }

  @Override
  public void welcome(Frame.Welcome frame) throws IOException {
    unexpected("WELCOME", frame);
  }

  @Override
  public void login(Frame.Login frame) throws IOException {
    unexpected("LOGIN", frame);
  }

  @Override
  public void accepted(Frame.Accepted frame) throws IOException {
    unexpected("ACCEPTED", frame);
  }

  @Override
  public void denied(Frame.Denied frame) throws IOException {
    unexpected("DENIED", frame);
  }

  @Override
  public void offer(Frame.Offer frame) throws IOException {
    unexpected("OFFER", frame);
  }

  @Override
  public void send(Frame.Send frame) throws IOException {
    unexpected("SEND", frame);
  }

  @Override
  public void prove(Frame.Prove frame) throws IOException {
    unexpected("PROVE", frame);
  }

  @Override
  public void proof(Frame.Proof frame) throws IOException {
    unexpected("PROOF", frame);
  }

  @Override
  public void begin(Frame.Begin frame) throws IOException {
    unexpected("BEGIN", frame);
  }

  @Override
  public void data(int id, DataBytes bytes) throws IOException {
    throw notAllowed("DATA");
  }

  @Override
  public void chunk(Frame.Chunk frame) throws IOException {
    unexpected("CHUNK", frame);
  }

  @Override
  public void end(Frame.End frame) throws IOException {
    unexpected("END", frame);
  }

  @Override
  public void durable(Frame.Durable frame) throws IOException {
    unexpected("DURABLE", frame);
  }

  @Override
  public void receipt(Frame.Receipt frame) throws IOException {
    unexpected("RECEIPT", frame);
  }

  @Override
  public void refused(Frame.Refused frame) throws IOException {
    unexpected("REFUSED", frame);
  }

  @Override
  public void abort(Frame.Abort frame) throws IOException {
    unexpected("ABORT", frame);
  }

  @Override
  public void ping(Frame.Ping frame) throws IOException {
    unexpected("PING", frame);
  }

  @Override
  public void pong(Frame.Pong frame) throws IOException {
    unexpected("PONG", frame);
  }

  @Override
  public void goAway(Frame.GoAway frame) throws IOException {
    unexpected("GOAWAY", frame);
  }

  /** Its words become the exception. */
  @Override
  public void error(Frame.Error frame) throws IOException {
    throw new PeerError(frame);
  }

  /** Called for every frame but DATA and ERROR whose method is not overridden. */
  void unexpected(String type, Frame frame) throws WireException {
    throw notAllowed(type);
  }

  private static WireException notAllowed(String type) {
    return WireException.protocol(type + " is not allowed here");
  }
}
