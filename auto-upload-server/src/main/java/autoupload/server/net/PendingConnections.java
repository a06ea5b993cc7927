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
 * The connections that are not logged in yet: a bounded number, of one source and in all. When
 * there is no place left, one is made by closing the oldest of the source that has most, if that is
 * more than the newcomer's: a few hosts that open connections and say nothing keep nobody else out.
 * Safe for use by many threads.
 */
final class PendingConnections {
  /** The place of one connection. */
  final class Place {
    private final Source source;
    private final Runnable close;
    private boolean isChecked;

    private Place(Source source, Runnable close) {
      this.source = source;
      this.close = close;
    }

    /** It said who it is, so it does not lose its place any more. */
    void saysWhoItIs() {
      lock.lock();
      try {
        isChecked = true;
      } finally {
        lock.unlock();
      }
    }

    /** It is logged in or closed; may be called again. */
    void leave() {
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
  private final Map<Source, Deque<Place>> places = new LinkedHashMap<>();

  private int size;

  PendingConnections(int most, int mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /**
   * A place for a new connection, if there is one for it.
   *
   * @param close closes the connection at once; called if another one gets its place
   */
  Optional<Place> enter(Source source, Runnable close) {
    Optional<Place> displaced = Optional.empty();
    Place place = new Place(source, close);
    lock.lock();
    try {
      int own = countOf(source);
      if (own >= mostOfOne) {
        return Optional.empty();
      }
      if (size >= most) {
        displaced = oldestOfTheLargest(own + 1);
        if (displaced.isEmpty()) {
          return Optional.empty();
        }
        remove(displaced.get());
      }
      places.computeIfAbsent(source, s -> new ArrayDeque<>()).add(place);
      size++;
    } finally {
      lock.unlock();
    }
    displaced.ifPresent(other -> other.close.run());
    return Optional.of(place);
  }

  private int countOf(Source source) {
    Deque<Place> own = places.get(source);
    return own == null ? 0 : own.size();
  }

  private Optional<Place> oldestOfTheLargest(int moreThan) {
    return places.values().stream()
        .filter(of -> of.size() > moreThan && of.stream().anyMatch(place -> !place.isChecked))
        .max(Comparator.comparingInt(Deque::size))
        .flatMap(of -> of.stream().filter(place -> !place.isChecked).findFirst());
  }

  private void remove(Place place) {
    Deque<Place> of = places.get(place.source);
    if (of != null && of.remove(place)) {
      size--;
      if (of.isEmpty()) {
        places.remove(place.source);
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
