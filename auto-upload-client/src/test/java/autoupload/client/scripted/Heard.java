package autoupload.client.scripted;

import autoupload.wire.DataBytes;
import autoupload.wire.Frame;
import autoupload.wire.UnexpectedFrames;
import java.io.IOException;

/** Frame handler that keeps the one thing that was read last: a {@link Frame} or {@link Data}. */
final class Heard extends UnexpectedFrames {
  private Object last;

  Object take() {
    return last;
  }

  @Override
  public void hello(Frame.Hello frame) {
    last = frame;
  }

  @Override
  public void login(Frame.Login frame) {
    last = frame;
  }

  @Override
  public void offer(Frame.Offer frame) {
    last = frame;
  }

  @Override
  public void proof(Frame.Proof frame) {
    last = frame;
  }

  @Override
  public void begin(Frame.Begin frame) {
    last = frame;
  }

  @Override
  public void data(int id, DataBytes bytes) throws IOException {
    byte[] copy = new byte[bytes.remaining()];
    int count = 0;
    while (count < copy.length) {
      count += bytes.read(copy, count, copy.length - count);
    }
    last = new Data(id, copy);
  }

  @Override
  public void chunk(Frame.Chunk frame) {
    last = frame;
  }

  @Override
  public void end(Frame.End frame) {
    last = frame;
  }

  @Override
  public void abort(Frame.Abort frame) {
    last = frame;
  }

  @Override
  public void ping(Frame.Ping frame) {
    last = frame;
  }

  @Override
  public void pong(Frame.Pong frame) {
    last = frame;
  }
}
