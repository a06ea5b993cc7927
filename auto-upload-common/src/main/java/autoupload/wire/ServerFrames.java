package autoupload.wire;

import java.io.IOException;

/** Frame handler for what a server sends once the client is logged in. Nothing else is allowed. */
public abstract class ServerFrames extends UnexpectedFrames {
  @Override
  public abstract void send(Frame.Send frame) throws IOException;

  @Override
  public abstract void prove(Frame.Prove frame) throws IOException;

  @Override
  public abstract void durable(Frame.Durable frame) throws IOException;

  @Override
  public abstract void receipt(Frame.Receipt frame) throws IOException;

  @Override
  public abstract void refused(Frame.Refused frame) throws IOException;

  @Override
  public abstract void ping(Frame.Ping frame) throws IOException;

  @Override
  public abstract void pong(Frame.Pong frame) throws IOException;

  @Override
  public abstract void goAway(Frame.GoAway frame) throws IOException;
}
