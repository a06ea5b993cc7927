package autoupload.client.login;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Refusal of a login: the server knows no such user, or not with this password or code; it does not
 * say which. With a code the cause may be that another device of the account was faster with it.
 */
public final class LoginRefused extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Optional<Duration> nextCode;

  LoginRefused(String message, Optional<Duration> nextCode) {
    super(message);
    this.nextCode = nextCode;
  }

  /** How long until there is another code to try; empty if there is none. */
  public Optional<Duration> nextCode() {
    return nextCode;
  }
}
