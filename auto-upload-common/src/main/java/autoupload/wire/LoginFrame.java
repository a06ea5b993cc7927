package autoupload.wire;

import java.io.IOException;
import java.util.Optional;

/**
 * Frame handler that takes one frame of a login, of the one type that is expected.
 *
 * @param <F> the type
 */
final class LoginFrame<F extends Frame> extends UnexpectedFrames {
  private final Class<F> type;
  private Optional<F> taken = Optional.empty();

  LoginFrame(Class<F> type) {
    this.type = type;
  }

  /** The frame; there is one after each that was not refused. */
  F taken() {
    return taken.orElseThrow();
  }

  private boolean takes(Frame frame) {
    taken = Optional.of(frame).filter(type::isInstance).map(type::cast);
    return taken.isPresent();
  }

  @Override
  public void hello(Frame.Hello frame) throws IOException {
    if (!takes(frame)) {
      super.hello(frame);
    }
  }

  @Override
  public void welcome(Frame.Welcome frame) throws IOException {
    if (!takes(frame)) {
      super.welcome(frame);
    }
  }

  @Override
  public void login(Frame.Login frame) throws IOException {
    if (!takes(frame)) {
      super.login(frame);
    }
  }

  @Override
  public void accepted(Frame.Accepted frame) throws IOException {
    if (!takes(frame)) {
      super.accepted(frame);
    }
  }

  @Override
  public void denied(Frame.Denied frame) throws IOException {
    if (!takes(frame)) {
      super.denied(frame);
    }
  }
}
