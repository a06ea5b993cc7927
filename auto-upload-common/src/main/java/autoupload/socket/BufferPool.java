package autoupload.socket;

import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bounded pool of large buffers, lent to the connections that move a file just now. A connection
 * that gets none works on with its small buffer, only slower. Buffers are not wiped. Safe for use
 * by several threads.
 */
public final class BufferPool {
  /** Java moves at most this much in one call on a socket, so a larger buffer would not fill. */
  public static final int BUFFER_BYTES = 128 << 10;

  /** What all connections of this process share. */
  public static final BufferPool SHARED = ofEighthOfHeap();

  private final int limit;
  private final Queue<byte[]> idle = new ConcurrentLinkedQueue<>();
  private final AtomicInteger made = new AtomicInteger();

  /** A pool of at most {@code limit} buffers, none of which exists yet. */
  public BufferPool(int limit) {
    this.limit = limit;
  }

  /** A pool that takes up at most an eighth of the heap. */
  public static BufferPool ofEighthOfHeap() {
    long buffers = Runtime.getRuntime().maxMemory() / 8 / BUFFER_BYTES;
    return new BufferPool((int) Math.min(1 << 20, buffers));
  }

  /** A buffer of 128 KiB with any content, unless all are lent. */
  public Optional<byte[]> take() {
    byte[] buffer = idle.poll();
    if (buffer != null) {
      return Optional.of(buffer);
    }
    if (made.incrementAndGet() > limit) {
      made.decrementAndGet();
      return Optional.empty();
    }
    return Optional.of(new byte[BUFFER_BYTES]);
  }

  /** Takes a buffer back; whoever had it must have forgotten it. */
  public void giveBack(byte[] buffer) {
    idle.add(buffer);
  }

  /** How many buffers nobody has at the moment, made or not. */
  public int available() {
    return idle.size() + Math.max(0, limit - made.get());
  }
}
