package autoupload.server.storage;

import autoupload.wire.ErrorCode;
import java.io.IOException;

/**
 * The store cannot do what was asked. Nothing was confirmed. The message is for the client's
 * operator: lower case, one line, no path of the server.
 */
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;

  /** A failure that the client is told as {@code code}. */
  public StorageException(ErrorCode code, String message) {
    this(code, message, null);
  }

  /** As above, with the exception behind it, which only the server's log sees. */
  public StorageException(ErrorCode code, String message, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** What to answer; {@link ErrorCode#retryable} says who tries again. */
  public ErrorCode code() {
    return code;
  }
}
