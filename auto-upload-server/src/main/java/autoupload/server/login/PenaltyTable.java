package autoupload.server.login;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;

/**
 * Failure counters with exponential backoff, one for each key: no delay for the first few failures,
 * then a second, doubled with each further failure up to a bound. A day without a failure forgives
 * everything; nothing else does, or an attacker with an account of his own would clear his record
 * with it between guesses.
 *
 * <p>Bounded: when the table is full, the key with the fewest failures goes. So an attacker who
 * wants his own failures forgotten must first have as many counted against as many others as the
 * table holds. Used under one lock; times are nanoTime.
 */
final class PenaltyTable {
  /** Without a failure for so long everything is forgiven. */
  static final Duration FORGIVEN_AFTER = Duration.ofHours(24);

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration SWEEP = Duration.ofMinutes(1);

  private static final class Entry {
    private final Object key;
    private final long number;
    private int failures;
    private long last;
    private boolean trying;

    Entry(Object key, long number) {
      this.key = key;
      this.number = number;
    }
  }

  private final int capacity;
  private final int free;
  private final long longest;
  private final Map<Object, Entry> entries = new HashMap<>();
  private final TreeSet<Entry> order =
      new TreeSet<>(
          Comparator.<Entry>comparingInt(e -> e.failures)
              .thenComparing((a, b) -> Long.compare(a.last - b.last, 0))
              .thenComparingLong(e -> e.number));
  private long numbers;
  private long lastSweep;

  /**
   * @param capacity how many are remembered
   * @param free how many failures cost nothing
   * @param longest the longest wait
   */
  PenaltyTable(int capacity, int free, Duration longest, long now) {
    this.capacity = capacity;
    this.free = free;
    this.longest = longest.toNanos();
    this.lastSweep = now;
  }

  /** How long {@code key} must wait now; zero if it need not. */
  Duration delay(Object key, long now) {
    Entry entry = find(key, now);
    if (entry == null || entry.failures <= free) {
      return Duration.ZERO;
    }
    if (entry.trying) { // one at a time, or the wait would be for all but a hundred at once
      return FIRST;
    }
    long left = waitAfter(entry.failures) - (now - entry.last);
    return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
  }

  /** A try of {@code key} begins; {@link #ended} follows. */
  void begun(Object key, long now) {
    Entry entry = find(key, now);
    if (entry != null) {
      entry.trying = true;
    }
  }

  /** A try of {@code key} ended, however. */
  void ended(Object key) {
    Entry entry = entries.get(key);
    if (entry != null) {
      entry.trying = false;
    }
  }

  /** Counts a failure. */
  void failed(Object key, long now) {
    Entry entry = find(key, now);
    if (entry == null) {
      makeRoom(now);
      entry = new Entry(key, numbers++);
      entries.put(key, entry);
    } else {
      order.remove(entry);
    }
    entry.failures++;
    entry.last = now;
    order.add(entry);
  }

  /** How many are remembered. */
  int size() {
    return entries.size();
  }

  private long waitAfter(int failures) {
    int doublings = failures - free - 1;
    return doublings >= 32 ? longest : Math.min(longest, FIRST.toNanos() << doublings);
  }

  private Entry find(Object key, long now) {
    Entry entry = entries.get(key);
    if (entry != null && isForgiven(entry, now)) {
      remove(entry);
      return null;
    }
    return entry;
  }

  private void makeRoom(long now) {
    if (entries.size() >= capacity && now - lastSweep >= SWEEP.toNanos()) {
      lastSweep = now;
      Iterator<Entry> all = order.iterator();
      while (all.hasNext()) {
        Entry entry = all.next();
        if (isForgiven(entry, now)) {
          all.remove();
          entries.remove(entry.key);
        }
      }
    }
    while (entries.size() >= capacity) {
      remove(order.first());
    }
  }

  private void remove(Entry entry) {
    order.remove(entry);
    entries.remove(entry.key);
  }

  private static boolean isForgiven(Entry entry, long now) {
    return now - entry.last >= FORGIVEN_AFTER.toNanos();
  }
}
