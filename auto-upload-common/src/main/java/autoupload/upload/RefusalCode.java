package autoupload.upload;

import java.util.Arrays;
import java.util.Optional;

/**
 * Stable codes of ERROR and REFUSED frames. A code is never given another meaning; a receiver that
 * meets an unknown one goes by the frame's own retryable flag.
 */
public enum RefusalCode {
  /** The peer sent what the protocol does not allow here. Ends the connection. */
  PROTOCOL(1, false),
  /** No common version. Ends the connection. */
  VERSION(2, false),
  /** The peer took too long. Ends the connection. */
  TIMEOUT(3, true),
  /** A defect or a passing failure of the sender. Ends the connection. */
  INTERNAL(4, true),

  /** Another connection is at work on this very upload. */
  BUSY(20, true),
  /** The name breaks a rule of {@link autoupload.upload.UploadName} or the store cannot hold it. */
  NAME_INVALID(21, false),
  /** A folder on the way is a file or a link, or the name itself is taken by something else. */
  NAME_CONFLICT(22, false),
  /** The store is full. */
  NO_SPACE(23, true),
  /** The account's quota is used up. */
  QUOTA(24, true),
  /** A chunk's bytes do not have the digest the client gave for them. */
  CHUNK_MISMATCH(25, true),
  /** The file's digest is not the one END gave. */
  CONTENT_MISMATCH(26, true),
  /** The partial upload is no longer what SEND said; offer again. */
  RESUME_MISMATCH(27, true),
  /** The disk failed; nothing of this upload was confirmed. */
  STORAGE_FAILED(28, true),
  /** A newer connection of the same client took this upload over. */
  FENCED(29, true),
  /** The client gave the upload up. */
  ABORTED(30, true),
  /** The server is stopping. */
  STOPPING(31, true),
  /** The server is short of something else than space, such as file descriptors. */
  EXHAUSTED(32, true);

  private final int code;
  private final boolean retryable;

  RefusalCode(int code, boolean retryable) {
    this.code = code;
    this.retryable = retryable;
  }

  /** The number on the wire, 0 to 65,535. */
  public int code() {
    return code;
  }

  /** Whether trying again without a change may succeed. */
  public boolean retryable() {
    return retryable;
  }

  /** The code with this number, if this version knows it. */
  public static Optional<RefusalCode> of(int code) {
    return Arrays.stream(values()).filter(e -> e.code == code).findFirst();
  }
}
