package autoupload.wire;

/** Frame handler that takes one frame of a login, whichever it is. */
final class LoginFrame extends UnexpectedFrames {
  private Frame taken = new Frame.GoAway("");

  Frame taken() {
    return taken;
  }

  @Override
  public void hello(Frame.Hello frame) {
    taken = frame;
  }

  @Override
  public void welcome(Frame.Welcome frame) {
    taken = frame;
  }

  @Override
  public void login(Frame.Login frame) {
    taken = frame;
  }

  @Override
  public void accepted(Frame.Accepted frame) {
    taken = frame;
  }

  @Override
  public void denied(Frame.Denied frame) {
    taken = frame;
  }

  @Override
  public void error(Frame.Error frame) {
    taken = frame;
  }
}
