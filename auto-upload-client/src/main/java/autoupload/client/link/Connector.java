package autoupload.client.link;

import autoupload.gate.GateClosed;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Factory of connections to the server. An interface, because a simulation puts another network
 * under the client.
 */
public interface Connector {
  /** Why nothing may be uploaded now, as a sentence for people; empty when all is well. */
  Optional<String> closedBecause();

  /** Why a limit to some networks is worth less than it should be, as a sentence for people. */
  Optional<String> weakness();

  /**
   * Connects, and has the server prove itself.
   *
   * @throws GateClosed if there is no network that may be used now
   * @throws autoupload.tls.ServerNotProven if it is not the right server
   * @throws LinkLost if it cannot be reached
   */
  ServerConnection connect() throws IOException;

  /**
   * Connection to the right server. One thread may read while another writes; any thread may close,
   * which ends what others do on it.
   */
  interface ServerConnection extends Closeable {
    /** What the server sends. Its end proves nothing. */
    InputStream in();

    /** What the server gets, after {@code flush()} at the latest. */
    OutputStream out();

    /** The login is done, which until now had to be in time; from here on progress is. */
    void loggedIn() throws IOException;

    /** Why it was ended at this end, if it was because of its network. */
    Optional<String> shutBecause();
  }
}
