package autoupload.server.limits;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Bounded LRU cache. Safe for use by many threads. */
public final class LruCache<K, V> {
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<K, V> entries;

  /** Creates a cache of at most so many entries. */
  public LruCache(int limit) {
    entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > limit;
          }
        };
  }

  /** The cached value, if there is one; its entry becomes the most recent. */
  public Optional<V> get(K key) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.get(key));
    } finally {
      lock.unlock();
    }
  }

  /** Caches a value, and returns the one that was there before. */
  public Optional<V> put(K key, V value) {
    lock.lock();
    try {
      return Optional.ofNullable(entries.put(key, value));
    } finally {
      lock.unlock();
    }
  }
}
