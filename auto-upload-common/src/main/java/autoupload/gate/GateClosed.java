package autoupload.gate;

import java.io.IOException;

/**
 * Failure to connect because nothing may be sent now: the interfaces that are allowed are not
 * usable, or the way to the server leads over another one. The message is the reason, for people.
 */
public final class GateClosed extends IOException {
  private static final long serialVersionUID = 1L;

  GateClosed(String reason) {
    super(reason);
  }
}
