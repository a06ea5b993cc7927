package autoupload.age;

import java.io.IOException;

/** Failure to open a sealed file. The message names no key and quotes nothing of the file. */
public final class AgeException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Part of the file at which opening fails. */
  public enum Reason {
    /** The file is not in this format, or its header is damaged. */
    HEADER,
    /** It was sealed for others. */
    NO_MATCH,
    /** An identity opens it, but somebody or something changed its header. */
    MAC,
    /** What follows the header was changed, cut off or added to. */
    PAYLOAD
  }

  private final Reason reason;

  AgeException(Reason reason, String message) {
    this(reason, message, null);
  }

  AgeException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static AgeException header(String what) {
    return new AgeException(Reason.HEADER, "the header is damaged: " + what);
  }

  static AgeException payload(String what) {
    return new AgeException(Reason.PAYLOAD, "the content is damaged: " + what);
  }

  /** Where it fails. */
  public Reason reason() {
    return reason;
  }
}
