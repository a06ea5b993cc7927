package autoupload.server.storage;

import autoupload.upload.RefusalCode;
import java.io.IOException;

/**
 * Refusal or failure of the store. Nothing was confirmed. The message is for the client's operator:
 * lower case, one line, no path of the server.
 */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  /** A failure that the client is told as {@code code}. */
  public StorageException(RefusalCode code, String message) {
    this(code, message, null);
  }

  /** As above, with the exception behind it, which only the server's log sees. */
  public StorageException(RefusalCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What to answer; {@link RefusalCode#retryable} says who tries again. */
  public RefusalCode code() {
    return code;
  }
}
