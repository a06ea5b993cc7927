package autoupload.server.storage.room;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StorageException;
import autoupload.wire.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How much one user has: what is at rest, counted once and kept up from then on, and in full what
 * is under way. Nothing is refused on a figure that is not fresh, for the operator may have removed
 * files since; while a count runs, what is in doubt counts as there, so it never comes out too low.
 * Safe for use by many threads.
 */
final class UserUse {
  private final Counting counting;
  private final ReentrantLock lock = new ReentrantLock();
  private long atRest;
  private long underWay;

  /** How many uploads are about to end. */
  private int ending;

  /** How many have room and have not begun: the store does not know of them yet. */
  private int beginning;

  /** Whether no upload ended while it was counted, which may then be in it twice. */
  private boolean exact;

  /** Of the count that runs. */
  private boolean disturbed;

  /** What came to rest while it runs. */
  private long addedMeanwhile;

  UserUse(Counting.Count count, Executor counters, LongSupplier nanoTime) {
    counting = new Counting(count, this::beginCount, this::take, counters, nanoTime);
  }

  private void beginCount() {
    lock.lock();
    try {
      disturbed = ending > 0 || beginning > 0;
      addedMeanwhile = 0;
    } finally {
      lock.unlock();
    }
  }

  private void take(long counted) {
    lock.lock();
    try {
      atRest = counted + addedMeanwhile;
      exact = !disturbed;
    } finally {
      lock.unlock();
    }
  }

  /** Room that one upload has, from its first byte to its last. */
  final class Claim {
    private final long size;
    private final long replaced;
    private boolean isEnding;
    private boolean hasEnded;

    private Claim(long size, long replaced) {
      this.size = size;
      this.replaced = replaced;
    }

    /** The upload has begun, as the store knows by now; called once. */
    void begun() {
      lock.lock();
      try {
        beginning--;
      } finally {
        lock.unlock();
      }
    }

    /** To be called before the upload ends, in whatever way. */
    void ending() {
      lock.lock();
      try {
        if (!isEnding && !hasEnded) {
          isEnding = true;
          ending++;
          disturbed = true;
        }
      } finally {
        lock.unlock();
      }
    }

    /** The upload has ended and left so many bytes; may be called again. */
    void end(long left) {
      lock.lock();
      try {
        if (!hasEnded) {
          hasEnded = true;
          ending -= isEnding ? 1 : 0;
          underWay -= size;
          atRest += left;
          addedMeanwhile += left;
          disturbed = true;
        }
      } finally {
        lock.unlock();
      }
    }

    /** The upload did not begin; called once, instead. */
    void undo() {
      begun();
      end(replaced);
    }

    /**
     * Refuses if the quota does not allow what the user has any more: it was lowered, or files were
     * put there.
     */
    void check(ByteSize quota) throws StorageException {
      boolean fresh = counting.isFresh();
      boolean over = counting.isDone() && left(quota) < 0;
      if (over && fresh && isExact()) {
        throw usedUp(quota);
      }
      if ((over || !counting.isDone()) && !fresh) {
        counting.start();
      }
    }
  }

  private boolean isExact() {
    lock.lock();
    try {
      return exact;
    } finally {
      lock.unlock();
    }
  }

  /** Less than nothing if there is more than there may be. */
  private long left(ByteSize quota) {
    lock.lock();
    try {
      return quota.bytes() - atRest - underWay;
    } finally {
      lock.unlock();
    }
  }

  /** Room for an upload of that size, whatever there is. */
  Claim claim(long size) {
    lock.lock();
    try {
      underWay += size;
      beginning++;
      return new Claim(size, 0);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Room for an upload of that size within the quota. Waits for a count where one is needed, some
   * seconds at most.
   *
   * @param replaced bytes at rest that it goes on with or drops
   * @throws StorageException {@code QUOTA} if there is none, or it is not known yet
   */
  Claim claim(long size, long replaced, ByteSize quota, Duration patience) throws StorageException {
    counting.awaitFirst(patience);
    if (counting.isDue()) {
      counting.start();
    }
    Optional<Claim> claim = claimIfRoom(size, replaced, quota);
    if (claim.isEmpty() && !counting.isFresh()) {
      counting.runAndWait(patience);
      claim = claimIfRoom(size, replaced, quota);
    }
    return claim.orElseThrow(() -> usedUp(quota));
  }

  private Optional<Claim> claimIfRoom(long size, long replaced, ByteSize quota) {
    lock.lock();
    try {
      if (left(quota) + replaced < size) {
        return Optional.empty();
      }
      underWay += size;
      atRest -= replaced; // not in a count that is under way: it may have seen them
      beginning++;
      disturbed = true;
      return Optional.of(new Claim(size, replaced));
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes are left; as many as there are in all if that is not known in time. */
  long left(ByteSize quota, Duration patience) {
    try {
      counting.awaitFirst(patience);
    } catch (StorageException e) {
      return quota.bytes();
    }
    return Math.max(0, Math.min(left(quota), quota.bytes()));
  }

  private static StorageException usedUp(ByteSize quota) {
    return new StorageException(
        ErrorCode.QUOTA,
        "the account's quota of "
            + quota.inWords()
            + " is used up: files must go at the server, or the quota be raised");
  }
}
