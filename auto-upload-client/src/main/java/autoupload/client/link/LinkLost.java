package autoupload.client.link;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** Loss of the connection, which is gone or unusable; another one may go on where it ended. */
public final class LinkLost extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Duration notBefore;

  /** In words for people. */
  public LinkLost(String message) {
    this(message, Duration.ZERO);
  }

  /**
   * @param notBefore how long the server wants to be left alone
   */
  public LinkLost(String message, Duration notBefore) {
    super(message);
    this.notBefore = notBefore;
  }

  public LinkLost(String message, Throwable cause) {
    super(message, cause);
    this.notBefore = Duration.ZERO;
  }

  /** How long the server wants to be left alone; zero if it did not say. */
  public Duration notBefore() {
    return notBefore == null ? Duration.ZERO : notBefore;
  }

  /** Keeps one that is one already; anything else becomes one with its own words. */
  public static LinkLost of(IOException cause) {
    if (cause instanceof LinkLost lost) {
      return lost;
    }
    return new LinkLost(words(cause), cause);
  }

  /**
   * What happened, for people. A socket that this end closed was closed because a limit passed:
   * when the client stops, or its interface goes, it says so elsewhere.
   */
  public static String words(IOException cause) {
    String words = cause.getMessage();
    boolean closedHere = cause instanceof SocketException && "Socket closed".equals(words);
    if (closedHere || cause instanceof SocketTimeoutException) {
      return "the server did not answer in time";
    }
    return words == null ? cause.getClass().getSimpleName() : words;
  }
}
