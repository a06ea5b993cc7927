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
 * What waits, each for somebody, who take turns: who has a hundred waiting delays another by one.
 * Not safe for use by several threads.
 *
 * @param <K> for whom
 * @param <J> what; no two are equal
 */
public final class FairQueue<K, J> {
  /** In the order in which they take their turns; none is empty. */
  private final Map<K, Set<J>> waiting = new LinkedHashMap<>();

  private int size;

  /** Nobody waits. */
  public FairQueue() {}

  /** Waits behind what waits for the same one; who had nothing waiting comes behind the others. */
  public void add(K key, J job) {
    if (waiting.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(job)) {
      size++;
    }
  }

  /** Waits no more; whether it did. */
  public boolean remove(K key, J job) {
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

  /** Takes out the oldest of whose turn it is, of those who may; empty if none of them waits. */
  public Optional<J> next(Predicate<K> may) {
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

  /** The latest of who has most waiting; empty if nobody waits. */
  public Optional<J> latestOfMost() {
    return waiting.values().stream()
        .max(Comparator.comparingInt(Set::size))
        .flatMap(most -> most.stream().reduce((earlier, later) -> later));
  }

  /** How many wait for that one. */
  public int sizeOf(K key) {
    return waiting.getOrDefault(key, Set.of()).size();
  }

  /** How many wait in all. */
  public int size() {
    return size;
  }
}
