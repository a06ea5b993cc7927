package autoupload.wire;

import autoupload.upload.RefusalCode;
import java.io.IOException;

/**
 * Callback for the frames that a {@link FrameReader} reads, a method for each type. A handler
 * implements those that its state allows; every other one ends the connection as a breach of the
 * protocol.
 */
public interface FrameHandler {
  default void hello(Frame.Hello frame) throws IOException {
    throw unexpected("HELLO");
  }

  default void welcome(Frame.Welcome frame) throws IOException {
    throw unexpected("WELCOME");
  }

  default void login(Frame.Login frame) throws IOException {
    throw unexpected("LOGIN");
  }

  default void accepted(Frame.Accepted frame) throws IOException {
    throw unexpected("ACCEPTED");
  }

  default void denied(Frame.Denied frame) throws IOException {
    throw unexpected("DENIED");
  }

  default void offer(Frame.Offer frame) throws IOException {
    throw unexpected("OFFER");
  }

  default void send(Frame.Send frame) throws IOException {
    throw unexpected("SEND");
  }

  default void prove(Frame.Prove frame) throws IOException {
    throw unexpected("PROVE");
  }

  default void proof(Frame.Proof frame) throws IOException {
    throw unexpected("PROOF");
  }

  default void begin(Frame.Begin frame) throws IOException {
    throw unexpected("BEGIN");
  }

  /**
   * Bytes of a file. What the handler leaves in {@code bytes} is skipped when it returns.
   *
   * @param bytes valid during the call only
   */
  default void data(int id, DataBytes bytes) throws IOException {
    throw unexpected("DATA");
  }

  default void chunk(Frame.Chunk frame) throws IOException {
    throw unexpected("CHUNK");
  }

  default void end(Frame.End frame) throws IOException {
    throw unexpected("END");
  }

  default void durable(Frame.Durable frame) throws IOException {
    throw unexpected("DURABLE");
  }

  default void receipt(Frame.Receipt frame) throws IOException {
    throw unexpected("RECEIPT");
  }

  default void refused(Frame.Refused frame) throws IOException {
    throw unexpected("REFUSED");
  }

  default void abort(Frame.Abort frame) throws IOException {
    throw unexpected("ABORT");
  }

  default void ping(Frame.Ping frame) throws IOException {
    throw unexpected("PING");
  }

  default void pong(Frame.Pong frame) throws IOException {
    throw unexpected("PONG");
  }

  default void goAway(Frame.GoAway frame) throws IOException {
    throw unexpected("GOAWAY");
  }

  /** The peer gives up; by default its words become an exception. */
  default void error(Frame.Error frame) throws IOException {
    throw new WireException(
        RefusalCode.of(frame.code()).orElse(RefusalCode.INTERNAL),
        "the peer says: " + frame.text());
  }

  private static WireException unexpected(String type) {
    return WireException.protocol(type + " is not allowed here");
  }
}
