package autoupload.server.events;

import autoupload.server.login.AuthenticatedUser;
import autoupload.upload.ClientId;
import java.util.Optional;

/**
 * Other end of a connection.
 *
 * @param address its address and port
 * @param user who logged in; empty before
 * @param client which device it says it is; empty before
 */
public record Peer(String address, Optional<AuthenticatedUser> user, Optional<ClientId> client) {
  /** Somebody who has not logged in. */
  public static Peer at(String address) {
    return new Peer(address, Optional.empty(), Optional.empty());
  }

  /** The same, logged in. */
  public Peer loggedIn(AuthenticatedUser as, ClientId device) {
    return new Peer(address, Optional.of(as), Optional.of(device));
  }
}
