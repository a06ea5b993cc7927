package autoupload.tls;

import java.io.IOException;

/**
 * Failure of a server's proof: somebody answered, but did not prove to be the server asked for.
 * Nothing secret was sent. The message is one line for the operator: what is wrong, then what to
 * do. Trying again without a change is useless.
 */
public final class ServerNotProven extends IOException {
  private static final long serialVersionUID = 1L;

  ServerNotProven(String message, Throwable cause) {
    super(message, cause);
  }
}
