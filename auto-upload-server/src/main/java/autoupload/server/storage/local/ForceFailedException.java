package autoupload.server.storage.local;

import java.io.IOException;

/**
 * Failure of fsync(2). The kernel may have dropped the data and report success the next time, so
 * that trying again proves nothing about the same data.
 */
final class ForceFailedException extends IOException {
  private static final long serialVersionUID = 1L;

  ForceFailedException(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
