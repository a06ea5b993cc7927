package autoupload.socket;

import java.io.InterruptedIOException;

/**
 * End of the peer's TCP stream, as an exception. It is an interrupt, which is the only exception
 * that leaves Bouncy Castle's TLS able to write: TLS takes the end of a stream for the end of the
 * connection, and one that came without the peer's close_notify for a failure.
 */
public final class EndOfStream extends InterruptedIOException {
  private static final long serialVersionUID = 1L;

  EndOfStream() {
    super("the peer sends nothing more");
  }
}
