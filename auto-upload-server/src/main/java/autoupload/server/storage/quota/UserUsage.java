package autoupload.server.storage.quota;

import autoupload.cli.ByteSize;
import autoupload.credentials.Quota;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.Usage;
import autoupload.upload.RefusalCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Usage of one user: the files at rest, counted once and kept up from then on, and in full the
 * uploads under way. Nothing is refused on a figure that is not fresh, for the operator may have
 * removed files since; while a count runs, what is in doubt counts as there, so the figure never
 * comes out too low. Safe for use by many threads.
 */
final class UserUsage {
  private final Counting counting;
  private final ReentrantLock lock = new ReentrantLock();
  private Usage atRest = Usage.NONE;
  private Usage underWay = Usage.NONE;

  /** How many uploads are about to end. */
  private int ending;

  /** How many have room and have not begun: the store does not know of them yet. */
  private int beginning;

  /** Whether no upload ended while it was counted, which may then be in it twice. */
  private boolean exact;

  /** Of the count that runs. */
  private boolean disturbed;

  /** What came to rest while it runs. */
  private Usage addedMeanwhile = Usage.NONE;

  UserUsage(Counting.Count count, Executor counters, LongSupplier nanoTime) {
    counting = new Counting(count, this::beginCount, this::take, counters, nanoTime);
  }

  private void beginCount() {
    lock.lock();
    try {
      disturbed = ending > 0 || beginning > 0;
      addedMeanwhile = Usage.NONE;
    } finally {
      lock.unlock();
    }
  }

  private void take(Usage counted) {
    lock.lock();
    try {
      atRest = counted.plus(addedMeanwhile);
      exact = !disturbed;
    } finally {
      lock.unlock();
    }
  }

  /** Reservation of quota for one upload, from its first byte to its last. */
  final class Claim {
    private final Usage cost;
    private final Usage replaced;
    private boolean isEnding;
    private boolean hasEnded;

    private Claim(Usage cost, Usage replaced) {
      this.cost = cost;
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

    /** What the upload takes once it is stored. */
    Usage cost() {
      return cost;
    }

    /** The upload has ended and left that; may be called again. */
    void end(Usage left) {
      lock.lock();
      try {
        if (!hasEnded) {
          hasEnded = true;
          ending -= isEnding ? 1 : 0;
          underWay = underWay.minus(cost);
          atRest = atRest.plus(left);
          addedMeanwhile = addedMeanwhile.plus(left);
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
    void check(Quota quota) throws StorageException {
      boolean fresh = counting.isFresh();
      boolean over = counting.isDone() && !fits(quota, Usage.NONE);
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

  private boolean fits(Quota quota, Usage more) {
    Usage all = used().plus(more);
    return quota.bytes().filter(limit -> all.bytes() > limit.bytes()).isEmpty()
        && quota.files().filter(limit -> all.files() > limit).isEmpty();
  }

  private Usage used() {
    lock.lock();
    try {
      return atRest.plus(underWay);
    } finally {
      lock.unlock();
    }
  }

  /** Room for an upload that takes so much, whatever there is. */
  Claim claim(Usage cost) {
    lock.lock();
    try {
      underWay = underWay.plus(cost);
      beginning++;
      return new Claim(cost, Usage.NONE);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Room for an upload that takes so much within the quota. Waits for a count where one is needed,
   * some seconds at most.
   *
   * @param replaced what is at rest that it goes on with or drops
   * @throws StorageException {@code QUOTA} if there is none, or it is not known yet
   */
  Claim claim(Usage cost, Usage replaced, Quota quota, Duration patience) throws StorageException {
    counting.awaitFirst(patience);
    if (counting.isDue()) {
      counting.start();
    }
    Optional<Claim> claim = claimIfRoom(cost, replaced, quota);
    if (claim.isEmpty() && !counting.isFresh()) {
      counting.runAndWait(patience);
      claim = claimIfRoom(cost, replaced, quota);
    }
    return claim.orElseThrow(() -> usedUp(quota));
  }

  private Optional<Claim> claimIfRoom(Usage cost, Usage replaced, Quota quota) {
    lock.lock();
    try {
      if (!fits(quota, cost.minus(replaced))) {
        return Optional.empty();
      }
      underWay = underWay.plus(cost);
      atRest = atRest.minus(replaced); // not in a count that is under way: it may have seen them
      beginning++;
      disturbed = true;
      return Optional.of(new Claim(cost, replaced));
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many bytes are left, as many as there are in all if that is not known in time; empty if
   * there is no limit.
   */
  Optional<Long> left(Quota quota, Duration patience) {
    try {
      counting.awaitFirst(patience);
    } catch (StorageException e) {
      return quota.bytes().map(ByteSize::bytes);
    }
    Usage used = used();
    if (quota.files().filter(limit -> used.files() >= limit).isPresent()) {
      return Optional.of(0L);
    }
    return quota
        .bytes()
        .map(limit -> Math.max(0, Math.min(limit.bytes() - used.bytes(), limit.bytes())));
  }

  private StorageException usedUp(Quota quota) {
    boolean bytes = quota.bytes().filter(limit -> used().bytes() >= limit.bytes()).isPresent();
    boolean files = quota.files().filter(limit -> used().files() >= limit).isPresent();
    String limit =
        (files && !bytes) || quota.bytes().isEmpty()
            ? quota.files().orElse(0L) + " files and folders"
            : quota.bytes().get().inWords();
    return new StorageException(
        RefusalCode.QUOTA,
        "the account's quota of "
            + limit
            + " is used up: files must go at the server, or the quota be raised");
  }
}
