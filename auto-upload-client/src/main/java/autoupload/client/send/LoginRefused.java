package autoupload.client.send;

import java.io.IOException;

/** The server knows no such user, or not with this password; it does not say which. */
public final class LoginRefused extends IOException {
  private static final long serialVersionUID = 1L;

  LoginRefused(String message) {
    super(message);
  }
}
