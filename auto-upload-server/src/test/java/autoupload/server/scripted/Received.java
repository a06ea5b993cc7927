package autoupload.server.scripted;

import autoupload.wire.Frame;
import autoupload.wire.UnexpectedFrames;

/** Frame handler that holds the one frame read last: any that a server may send. */
public final class Received extends UnexpectedFrames {
  private Frame last;

  /** None was read yet. */
  public Received() {}

  /** That frame. */
  public Frame take() {
    return last;
  }

  @Override
  public void welcome(Frame.Welcome frame) {
    last = frame;
  }

  @Override
  public void accepted(Frame.Accepted frame) {
    last = frame;
  }

  @Override
  public void denied(Frame.Denied frame) {
    last = frame;
  }

  @Override
  public void send(Frame.Send frame) {
    last = frame;
  }

  @Override
  public void prove(Frame.Prove frame) {
    last = frame;
  }

  @Override
  public void durable(Frame.Durable frame) {
    last = frame;
  }

  @Override
  public void receipt(Frame.Receipt frame) {
    last = frame;
  }

  @Override
  public void refused(Frame.Refused frame) {
    last = frame;
  }

  @Override
  public void pong(Frame.Pong frame) {
    last = frame;
  }

  @Override
  public void goAway(Frame.GoAway frame) {
    last = frame;
  }

  @Override
  public void error(Frame.Error frame) {
    last = frame;
  }
}
