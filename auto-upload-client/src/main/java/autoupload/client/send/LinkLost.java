package autoupload.client.send;

import java.io.IOException;

/** The connection is gone or unusable; another one may go on where it ended. */
public final class LinkLost extends IOException {
  private static final long serialVersionUID = 1L;

  /** In words for people. */
  public LinkLost(String message) {
    super(message);
  }

  LinkLost(String message, Throwable cause) {
    super(message, cause);
  }

  /** Keeps one that is one already; anything else becomes one with its own words. */
  static LinkLost of(IOException cause) {
    if (cause instanceof LinkLost lost) {
      return lost;
    }
    String words = cause.getMessage();
    return new LinkLost(words == null ? cause.getClass().getSimpleName() : words, cause);
  }
}
