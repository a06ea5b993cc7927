package autoupload.server.events;

import autoupload.server.login.AuthenticatedUser;
import autoupload.upload.ClientId;
import java.util.List;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Event stream of one connection: each event goes to every listener. */
public record ConnectionEvents(List<ServerEvents> listeners, Peer peer) {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionEvents.class);

  /** The same connection, logged in. */
  public ConnectionEvents loggedIn(AuthenticatedUser user, ClientId client) {
    return new ConnectionEvents(listeners, peer.loggedIn(user, client));
  }

  /** Calls every listener, whatever another one throws. */
  public void tell(BiConsumer<ServerEvents, Peer> event) {
    for (ServerEvents listener : listeners) {
      try {
        event.accept(listener, peer);
      } catch (RuntimeException | Error e) {
        LOG.atError()
            .setMessage("a listener for events failed")
            .addKeyValue("listener", listener.getClass().getName())
            .setCause(e)
            .log();
      }
    }
  }

  /** The message of what was thrown, or its name if it has none. */
  public static String words(Throwable e) {
    return String.valueOf(e.getMessage() == null ? e : e.getMessage());
  }
}
