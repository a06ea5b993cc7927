package autoupload.socket;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Resizable buffer of one direction of a connection: small, or large while a file moves. Any thread
 * may say what size is wanted, at any time and without waiting; the size changes when the buffer is
 * empty and nobody works with it. Whoever touches anything else holds the {@link #lock}, and calls
 * {@link #unlock} after it.
 */
public final class ElasticBuffer {
  /** Enough for most control frames; ten thousand idle connections hold 40 MB with it. */
  static final int SMALL_BYTES = 2 << 10;

  private enum Wish {
    SMALL,
    LARGE,
    /** For good: the connection is closed. */
    NONE
  }

  private final BufferPool pool;
  private final ReentrantLock lock = new ReentrantLock();
  private final byte[] small = new byte[SMALL_BYTES];
  private final AtomicReference<Wish> wish = new AtomicReference<>(Wish.SMALL);
  private volatile boolean lent;

  private byte[] bytes = small;

  /** Where the content starts, and where it ends. */
  int start;

  int end;

  ElasticBuffer(BufferPool pool) {
    this.pool = pool;
  }

  /** Takes a large buffer, if one is to be had; any thread, never blocks. */
  public void enlarge() {
    change(Wish.LARGE);
  }

  /** Gives it back once it is empty; any thread, never blocks. */
  public void shrink() {
    change(Wish.SMALL);
  }

  /** Gives the large buffer back, with whatever is in it, as soon as nobody works with it. */
  void discard() {
    change(Wish.NONE);
  }

  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
    // A wish that came while the lock was held found it busy.
    if (lent && wish.get() != Wish.LARGE) {
      settleUnlessBusy();
    }
  }

  boolean isEmpty() {
    return start == end;
  }

  /** Forgets the content. */
  void clear() {
    start = 0;
    end = 0;
  }

  /** The buffer itself, valid until {@link #settle} or {@link #unlock}. */
  byte[] bytes() {
    return bytes;
  }

  /** Takes on the size that is wanted, if nothing stands in the way. */
  void settle() {
    Wish now = wish.get();
    if (now == Wish.NONE) {
      clear();
    }
    if (!isEmpty()) {
      return;
    }
    if (now == Wish.LARGE && !lent) {
      pool.take()
          .ifPresent(
              large -> {
                bytes = large;
                lent = true;
              });
    } else if (now != Wish.LARGE && lent) {
      pool.giveBack(bytes);
      bytes = small;
      lent = false;
    }
  }

  private void change(Wish to) {
    wish.updateAndGet(now -> now == Wish.NONE ? now : to);
    settleUnlessBusy();
  }

  private void settleUnlessBusy() {
    if (lock.tryLock()) {
      try {
        settle();
      } finally {
        lock.unlock();
      }
    }
  }
}
