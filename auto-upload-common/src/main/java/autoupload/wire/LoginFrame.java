package autoupload.wire;

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

  @Override
  void unexpected(String name, Frame frame) throws WireException {
    if (!type.isInstance(frame)) {
      super.unexpected(name, frame);
    }
    taken = Optional.of(type.cast(frame));
  }
}
