package autoupload.client.send;

import java.io.IOException;
import java.time.Duration;

/**
 * Condition of the server, and none of the files, in which it cannot take some of them: a full
 * disk, a quota that is used up, a failure of its own. They wait for a later pass.
 */
public final class ServerCondition extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration notBefore;

  ServerCondition(String message, Duration notBefore) {
    super(message);
    this.notBefore = notBefore;
  }

  /** The server wants to be left alone with them for that long. */
  public Duration notBefore() {
    return notBefore;
  }
}
