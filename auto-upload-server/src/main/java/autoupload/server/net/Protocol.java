package autoupload.server.net;

import autoupload.tls.TlsConnection;
import java.io.IOException;
import java.time.Duration;

/**
 * Application protocol of one connection, from the handshake's end. ALPN picks it: a second one is
 * another {@link Factory}. Unless said otherwise, any thread may call.
 */
public interface Protocol {
  /** Maker of one protocol's ends of connections, and what they share. */
  interface Factory {
    /** Its name in ALPN (RFC 7301). */
    String name();

    /** The server's end of a connection whose client asked for this protocol. */
    Protocol open(Connection connection, TlsConnection tls);

    /**
     * Starts a thread of each kind it needs, so that it is known that there are some.
     *
     * @throws OutOfMemoryError if the system has none
     */
    default void startThreads() {}

    /** Waits, at most so long, until what was received in full has its answer. */
    default void awaitCommits(Duration atMost) {}
  }

  /**
   * Brings the client as far as its login, in the thread of the handshake.
   *
   * @return whether {@link #serve} is to follow, in another thread
   */
  boolean greet() throws IOException;

  /**
   * Serves the client until the end.
   *
   * @return why it ended, for the log
   */
  String serve() throws IOException;

  /** Tells the client that the server stops; from here on nothing new begins. */
  void stop();

  /**
   * Gives the client what is due to it, within this time, and then the end of the stream. Returns
   * at once, since a client may not read.
   */
  void finish(Duration atMost);

  /** Tells the client to come again, since it is too slow while others wait. */
  void giveWay();

  /** Sends on what no thread was there for; called once a second. */
  default void resume() {}

  /** How long the client has got no further; zero while it is this end that works. */
  long idleNanos(long now);

  /** How far the client got, in bytes of files. */
  long progress();

  /** Whether the client waits for an answer that takes only this end's work. */
  boolean owesAnswers();
}
