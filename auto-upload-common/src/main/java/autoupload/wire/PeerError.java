package autoupload.wire;

import autoupload.upload.RefusalCode;

/** ERROR of the peer, which gives up the connection. It is not answered. */
public final class PeerError extends WireException {
  private static final long serialVersionUID = 1L;

  private final String text;

  PeerError(Frame.Error frame) {
    super(
        RefusalCode.of(frame.code()).orElse(RefusalCode.INTERNAL),
        "the peer says: " + frame.text());
    this.text = frame.text();
  }

  /** The peer's own words, fit for a log. */
  public String text() {
    return text;
  }
}
