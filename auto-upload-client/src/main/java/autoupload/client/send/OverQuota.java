package autoupload.client.send;

import java.io.IOException;
import java.time.Duration;

/** The account's quota at the server leaves no room for some files, which wait for a later pass. */
public final class OverQuota extends IOException {
  private static final long serialVersionUID = 1L;

  private final Duration notBefore;

  OverQuota(String message, Duration notBefore) {
    super(message);
    this.notBefore = notBefore;
  }

  /** The server wants to be left alone with them for that long. */
  public Duration notBefore() {
    return notBefore;
  }
}
