package autoupload.client.send;

import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;

/**
 * Cause of a refusal: whose doing it is, and so how often a pass offers the file. Only what is the
 * file's is ever booked to it; everything else is over one day without anybody having touched the
 * file.
 */
enum RefusalCause {
  /** The file's: the store cannot hold it under its name. */
  FILE(1),
  /** Bytes were damaged on the way or in memory. If they never arrive whole, it is the file's. */
  DAMAGE(8),
  /** Another connection's, which is at work on this very upload. */
  OTHER_CONNECTION(8),
  /** The server's, which has no room for it; what is smaller may have. */
  ROOM(1),
  /** The server's, which failed; once may have been by chance. */
  SERVER(2),
  /** The server's, which is stopping: the next one takes it. */
  STOPPING(1);

  private final int tries;

  RefusalCause(int tries) {
    this.tries = tries;
  }

  /** How often a pass offers a file before it leaves it alone. */
  int tries() {
    return tries;
  }

  /** An unknown code is judged by its flag, as the protocol has it. */
  static RefusalCause of(Frame.Refused frame) {
    return RefusalCode.of(frame.code())
        .map(RefusalCause::of)
        .orElse(frame.retryable() ? SERVER : FILE);
  }

  /** No default, so that whoever adds a code has to decide. */
  static RefusalCause of(RefusalCode code) {
    return switch (code) {
      case NAME_INVALID, NAME_CONFLICT -> FILE;
      case CHUNK_MISMATCH, CONTENT_MISMATCH, RESUME_MISMATCH -> DAMAGE;
      case BUSY, FENCED, ABORTED -> OTHER_CONNECTION;
      case QUOTA, NO_SPACE -> ROOM;
      case STORAGE_FAILED, EXHAUSTED, INTERNAL, TIMEOUT, PROTOCOL, VERSION -> SERVER;
      case STOPPING -> STOPPING;
    };
  }
}
