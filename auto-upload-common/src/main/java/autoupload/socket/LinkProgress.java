package autoupload.socket;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Progress counters of a connection, for a watchdog on another thread: sockets have no write
 * timeout, and their read timeout starts again with every byte. Times are of {@link
 * System#nanoTime}, bytes are those on the wire, TLS included.
 */
public final class LinkProgress {
  private final Direction in = new Direction();
  private final Direction out = new Direction();

  LinkProgress() {}

  /** How many bytes arrived. */
  public long bytesIn() {
    return in.bytes();
  }

  /** How many bytes the network took from us. */
  public long bytesOut() {
    return out.bytes();
  }

  /**
   * How long we have been waiting for the peer to send, in nanoseconds before {@code now}; 0 while
   * nobody reads.
   */
  public long readBlockedNanos(long now) {
    return in.blockedNanos(now);
  }

  /**
   * How long the peer has taken nothing though we have something to send, in nanoseconds before
   * {@code now}; 0 while nobody writes. A peer counts as taking once it took 64 KiB.
   */
  public long writeBlockedNanos(long now) {
    return out.blockedNanos(now);
  }

  Direction in() {
    return in;
  }

  Direction out() {
    return out;
  }

  /** Counters of one direction; updated by one thread at a time. */
  static final class Direction {
    private final AtomicLong bytes = new AtomicLong();
    private volatile long since;
    private volatile boolean working;

    private Direction() {}

    void begins() {
      since = System.nanoTime();
      working = true;
    }

    void moved(int count) {
      bytes.addAndGet(count);
    }

    void ends() {
      working = false;
    }

    long bytes() {
      return bytes.get();
    }

    private long blockedNanos(long now) {
      return working ? Math.max(0, now - since) : 0;
    }
  }
}
