package autoupload.wire;

import autoupload.upload.RefusalCode;
import java.io.IOException;

/**
 * Fatal error of the protocol, with its code: the peer broke the protocol, or said that we did. The
 * connection cannot go on. The message may be shown to people and sent to the peer.
 */
public class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  private final RefusalCode code;

  /** A breach that the peer is told as {@code code}. */
  public WireException(RefusalCode code, String message) {
    super(message);
    this.code = code;
  }

  /** A frame that is malformed or not allowed here. */
  public static WireException protocol(String message) {
    return new WireException(RefusalCode.PROTOCOL, message);
  }

  /** What the ERROR frame carries. */
  public RefusalCode code() {
    return code;
  }
}
