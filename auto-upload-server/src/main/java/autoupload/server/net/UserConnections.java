package autoupload.server.net;

import autoupload.server.limits.KeyedLimit;
import autoupload.upload.UserName;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Limit on connections per user, so that one account does not take the connections of all others.
 * Safe for use by many threads.
 */
final class UserConnections {
  /** Right of a user to one more connection. */
  final class Permit {
    private final UserName user;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Permit(UserName user) {
      this.user = user;
    }

    /** The connection is over; may be called again. */
    void release() {
      if (!isReleased.getAndSet(true)) {
        connections.release(user, 1);
      }
    }
  }

  private final KeyedLimit<UserName> connections;

  UserConnections(int most) {
    connections = new KeyedLimit<>(Long.MAX_VALUE, most);
  }

  /** A permit for one more connection of that user, if there is one. */
  Optional<Permit> acquire(UserName user) {
    return connections.tryAcquire(user, 1) ? Optional.of(new Permit(user)) : Optional.empty();
  }

  /** How many users have connections. */
  int users() {
    return connections.keys();
  }
}
