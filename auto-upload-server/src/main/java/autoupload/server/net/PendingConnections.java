package autoupload.server.net;

import autoupload.server.login.Source;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limit on connections before their login, for each source and in all. When no permit is left, the
 * oldest connection of the source that has most is closed, if that source has more than the
 * newcomer's: a few hosts that open connections and say nothing keep nobody else out. Safe for use
 * by many threads.
 */
final class PendingConnections {
  /** Permit of one connection before its login. */
  final class PendingPermit {
    private final Source source;
    private final Runnable close;
    private boolean isChecked;

    private PendingPermit(Source source, Runnable close) {
      this.source = source;
      this.close = close;
    }

    /** It said who it is, so it does not lose its permit any more. */
    void identified() {
      lock.lock();
      try {
        isChecked = true;
      } finally {
        lock.unlock();
      }
    }

    /** It is logged in or closed; may be called again. */
    void release() {
      lock.lock();
      try {
        remove(this);
      } finally {
        lock.unlock();
      }
    }
  }

  private final int most;
  private final int mostOfOne;
  private final ReentrantLock lock = new ReentrantLock();

  /** For each source its connections, the oldest first; none is empty. */
  private final Map<Source, Deque<PendingPermit>> permits = new LinkedHashMap<>();

  private int size;

  PendingConnections(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * A permit for a new connection, if there is one for it.
   *
   * @param close closes the connection at once; called if another one gets its permit
   */
  Optional<PendingPermit> acquire(Source source, Runnable close) {
    Optional<PendingPermit> evicted = Optional.empty();
    PendingPermit permit = new PendingPermit(source, close);
    lock.lock();
    try {
      int own = countOf(source);
      if (own >= mostOfOne) {
        return Optional.empty();
      }
      if (size >= most) {
        evicted = oldestOfTheLargest(own + 1);
        if (evicted.isEmpty()) {
          return Optional.empty();
        }
        remove(evicted.get());
      }
      permits.computeIfAbsent(source, s -> new ArrayDeque<>()).add(permit);
      size++;
    } finally {
      lock.unlock();
    }
    evicted.ifPresent(other -> other.close.run());
    return Optional.of(permit);
  }

  private int countOf(Source source) {
    Deque<PendingPermit> own = permits.get(source);
    return own == null ? 0 : own.size();
  }

  private Optional<PendingPermit> oldestOfTheLargest(int moreThan) {
    return permits.values().stream()
        .filter(of -> of.size() > moreThan && of.stream().anyMatch(permit -> !permit.isChecked))
        .max(Comparator.comparingInt(Deque::size))
        .flatMap(of -> of.stream().filter(permit -> !permit.isChecked).findFirst());
  }

  private void remove(PendingPermit permit) {
    Deque<PendingPermit> of = permits.get(permit.source);
    if (of != null && of.remove(permit)) {
      size--;
      if (of.isEmpty()) {
        permits.remove(permit.source);
      }
    }
  }

  /** How many there are. */
  int size() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }
}
