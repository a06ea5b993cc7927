package autoupload.server.limits;

import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * FIFO queue per key, served round robin between keys: a key with a hundred waiting jobs delays
 * another key by one job. Not safe for use by several threads.
 *
 * @param <K> whose turn it is, such as a user or a source
 * @param <J> the jobs; no two are equal
 */
final class FairQueue<K, J> {
  /** Queues in the order of their turns; none is empty. */
  private final Map<K, Set<J>> waiting = new LinkedHashMap<>();

  private int size;

  /** Adds a job behind those of its key; a key that had none comes behind the other keys. */
  void add(K key, J job) {
    if (waiting.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(job)) {
      size++;
    }
  }

  /** Removes a job; returns whether it was waiting. */
  boolean remove(K key, J job) {
    Set<J> own = waiting.get(key);
    if (own == null || !own.remove(job)) {
      return false;
    }
    size--;
    if (own.isEmpty()) {
      waiting.remove(key);
    }
    return true;
  }

  /** Takes the oldest job of the next key that {@code may} allows; empty if there is none. */
  Optional<J> next(Predicate<K> may) {
    Optional<K> turn = waiting.keySet().stream().filter(may).findFirst();
    if (turn.isEmpty()) {
      return Optional.empty();
    }
    Set<J> own = waiting.remove(turn.get());
    Iterator<J> oldest = own.iterator();
    J job = oldest.next();
    oldest.remove();
    size--;
    if (!own.isEmpty()) {
      waiting.put(turn.get(), own); // behind all others
    }
    return Optional.of(job);
  }

  /** The latest job of the key that has most; empty if none waits. */
  Optional<J> latestOfMost() {
    return waiting.values().stream()
        .max(Comparator.comparingInt(Set::size))
        .flatMap(most -> most.stream().reduce((earlier, later) -> later));
  }

  /** How many jobs of that key wait. */
  int sizeOf(K key) {
    return waiting.getOrDefault(key, Set.of()).size();
  }

  /** How many jobs wait in all. */
  int size() {
    return size;
  }
}
