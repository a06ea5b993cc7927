package autoupload.server.limits;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limit on an amount that is held in all, and on what each key holds of it. Safe for use by many
 * threads.
 *
 * @param <K> the holders, such as users
 */
public final class KeyedLimit<K> {
  /** Right of a key to one of the amount. */
  public final class Permit {
    private final K key;
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Permit(K key) {
      this.key = key;
    }

    /** Gives it back; may be called again. */
    public void release() {
      if (!isReleased.getAndSet(true)) {
        KeyedLimit.this.release(key, 1);
      }
    }
  }

  private final long most;
  private final long mostOfOne;
  private final ReentrantLock lock = new ReentrantLock();

  /** The amount that each key holds; none is zero. */
  private final Map<K, Long> held = new HashMap<>();

  private long heldByAll;

  /**
   * Nothing is held at first.
   *
   * @param most by all keys together
   * @param mostOfOne by one key
   */
  public KeyedLimit(long most, long mostOfOne) {
    this.most = most;
    this.mostOfOne = mostOfOne;
  }

  /** A permit for one more, if that is within both limits. */
  public Optional<Permit> acquire(K key) {
    return tryAcquire(key, 1) ? Optional.of(new Permit(key)) : Optional.empty();
  }

  /** Acquires a positive amount, if that is within both limits; returns whether it did. */
  public boolean tryAcquire(K key, long amount) {
    lock.lock();
    try {
      long own = held.getOrDefault(key, 0L) + amount;
      if (own > mostOfOne || heldByAll + amount > most) {
        return false;
      }
      held.put(key, own);
      heldByAll += amount;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Releases an amount that the key acquired. */
  public void release(K key, long amount) {
    lock.lock();
    try {
      held.computeIfPresent(key, (k, own) -> own == amount ? null : own - amount);
      heldByAll -= amount;
    } finally {
      lock.unlock();
    }
  }

  /** The amount that is held in all. */
  public long held() {
    lock.lock();
    try {
      return heldByAll;
    } finally {
      lock.unlock();
    }
  }

  /** How many keys hold something. */
  int keys() {
    lock.lock();
    try {
      return held.size();
    } finally {
      lock.unlock();
    }
  }
}
