package autoupload.server.session;

import autoupload.server.storage.Storage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** What all sessions of one server share. Safe for use by many threads. */
public final class SessionResources {
  /** What a TLS record holds, and so what one read gives at most. */
  private static final int LARGE = 16 << 10;

  private static final int KEPT = 64;

  private final Storage storage;
  private final UploadClaims claims = new UploadClaims();
  private final SessionTimes times;
  private final StoreWork work;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<byte[]> spare = new ArrayDeque<>();

  /** For sessions that keep their files in {@code storage}. */
  public SessionResources(Storage storage) {
    this(storage, SessionTimes.STANDARD, new StoreWork());
  }

  /** The same with other times, and with other threads to wait for the store. */
  public SessionResources(Storage storage, SessionTimes times, StoreWork work) {
    this.storage = storage;
    this.times = times;
    this.work = work;
  }

  Storage storage() {
    return storage;
  }

  SessionTimes times() {
    return times;
  }

  UploadClaims claims() {
    return claims;
  }

  /** The threads that commit. */
  public StoreWork work() {
    return work;
  }

  /**
   * A buffer for a DATA frame: the session's own small one if that is enough, else one of the
   * shared large ones, so that thousands of idle sessions hold none.
   */
  byte[] bufferFor(int length, byte[] small) {
    if (length <= small.length) {
      return small;
    }
    lock.lock();
    try {
      byte[] large = spare.poll();
      return large == null ? new byte[LARGE] : large;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what {@link #bufferFor} gave. */
  void giveBack(byte[] buffer, byte[] small) {
    if (buffer == small) {
      return;
    }
    lock.lock();
    try {
      if (spare.size() < KEPT) {
        spare.push(buffer);
      }
    } finally {
      lock.unlock();
    }
  }
}
