package autoupload.wire;

import java.io.IOException;

/** Frame handler for what a client sends once it is logged in. Nothing else is allowed. */
public abstract class ClientFrames extends UnexpectedFrames {
  @Override
  public abstract void offer(Frame.Offer frame) throws IOException;

  @Override
  public abstract void proof(Frame.Proof frame) throws IOException;

  @Override
  public abstract void begin(Frame.Begin frame) throws IOException;

  @Override
  public abstract void data(int id, DataBytes bytes) throws IOException;

  @Override
  public abstract void chunk(Frame.Chunk frame) throws IOException;

  @Override
  public abstract void end(Frame.End frame) throws IOException;

  @Override
  public abstract void abort(Frame.Abort frame) throws IOException;

  @Override
  public abstract void ping(Frame.Ping frame) throws IOException;

  @Override
  public abstract void pong(Frame.Pong frame) throws IOException;
}
