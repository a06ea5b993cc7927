package autoupload.server.limits;

import java.time.Duration;

/** Rejection by a queue that is full; nothing was begun. */
public final class Busy extends Exception {
  private static final long serialVersionUID = 1L;

  private final Duration retryAfter;

  Busy(Duration retryAfter) {
    super("too many at once", null, false, false);
    this.retryAfter = retryAfter;
  }

  /** When to come again, in whole seconds. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
