package autoupload.wire;

import java.io.IOException;

/**
 * Callback for the frames that a {@link FrameReader} reads, a method for each type and none of them
 * by default: {@link ClientFrames} and {@link ServerFrames} say which are allowed from whom.
 */
public interface FrameHandler {
  void hello(Frame.Hello frame) throws IOException;

  void welcome(Frame.Welcome frame) throws IOException;

  void login(Frame.Login frame) throws IOException;

  void accepted(Frame.Accepted frame) throws IOException;

  void denied(Frame.Denied frame) throws IOException;

  void offer(Frame.Offer frame) throws IOException;

  void send(Frame.Send frame) throws IOException;

  void prove(Frame.Prove frame) throws IOException;

  void proof(Frame.Proof frame) throws IOException;

  void begin(Frame.Begin frame) throws IOException;

  /**
   * Bytes of a file. What the handler leaves in {@code bytes} is skipped when it returns.
   *
   * @param bytes valid during the call only
   */
  void data(int id, DataBytes bytes) throws IOException;

  void chunk(Frame.Chunk frame) throws IOException;

  void end(Frame.End frame) throws IOException;

  void durable(Frame.Durable frame) throws IOException;

  void receipt(Frame.Receipt frame) throws IOException;

  void refused(Frame.Refused frame) throws IOException;

  void abort(Frame.Abort frame) throws IOException;

  void ping(Frame.Ping frame) throws IOException;

  void pong(Frame.Pong frame) throws IOException;

  void goAway(Frame.GoAway frame) throws IOException;

  /** The peer gives up. */
  void error(Frame.Error frame) throws IOException;
}
