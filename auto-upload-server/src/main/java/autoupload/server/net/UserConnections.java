package autoupload.server.net;

import autoupload.upload.UserName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limit on connections per user, so that one account does not take the connections of all others.
 * Safe for use by many threads.
 */
final class UserConnections {
  /** Permit of one connection of a user. */
  final class Permit {
    private final UserName user;
    private boolean isReleased;

    private Permit(UserName user) {
      this.user = user;
    }

    /** The connection is over; may be called again. */
    void release() {
      lock.lock();
      try {
        if (!isReleased) {
          isReleased = true;
          counts.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();

  /** For each user that has connections how many; none is zero. */
  private final Map<UserName, Integer> counts = new HashMap<>();

  UserConnections(int most) {
    this.most = most;
  }

  /** A permit for one more connection of that user, if there is one. */
  Optional<Permit> acquire(UserName user) {
    lock.lock();
    try {
      int count = counts.getOrDefault(user, 0);
      if (count >= most) {
        return Optional.empty();
      }
      counts.put(user, count + 1);
      return Optional.of(new Permit(user));
    } finally {
      lock.unlock();
    }
  }

  /** How many users have connections. */
  int users() {
    lock.lock();
    try {
      return counts.size();
    } finally {
      lock.unlock();
    }
  }
}
