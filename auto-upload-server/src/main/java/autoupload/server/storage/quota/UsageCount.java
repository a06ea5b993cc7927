package autoupload.server.storage.quota;

import autoupload.server.storage.StorageException;
import autoupload.server.storage.Usage;
import autoupload.upload.RefusalCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * One count of a user's files at rest, kept up with the uploads that begin and end from its start
 * on. But for {@link #await}, used under the lock of its {@link UserUsage}.
 */
final class UsageCount {
  /** A count is fresh for that long, or for twenty times what it took. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int FRESH_FACTOR = 20;

  /** Somebody may have put files there by hand. */
  private static final Duration OLD = Duration.ofHours(1);

  private final LongSupplier nanoTime;
  private final CountDownLatch done = new CountDownLatch(1);
  private Optional<StorageException> failure =
      Optional.of(new StorageException(RefusalCode.STORAGE_FAILED, "the server cannot count"));
  private Usage atRest = Usage.NONE;
  private boolean exact;
  private long endedAt;
  private long took;

  /**
   * A count that starts now.
   *
   * @param exact whether the store knows of all uploads there are
   */
  UsageCount(LongSupplier nanoTime, boolean exact) {
    this.nanoTime = nanoTime;
    this.exact = exact;
  }

  /** What is at rest, but for uploads that no count has seen. */
  Usage atRest() {
    return atRest;
  }

  void add(Usage left) {
    atRest = atRest.plus(left);
  }

  void remove(Usage replaced) {
    atRest = atRest.minus(replaced);
  }

  /** Whether no upload began or ended while it ran, which may then be in it twice. */
  boolean isExact() {
    return exact;
  }

  /** An upload began or ended while it ran. */
  void disturb() {
    exact = false;
  }

  /** Whether it is so young that another would be of little use. */
  boolean isFresh() {
    return age() < Math.max(FRESH.toNanos(), FRESH_FACTOR * took);
  }

  /** Whether another is due though nobody missed it. */
  boolean isOld() {
    return !isFresh() && age() > OLD.toNanos();
  }

  private long age() {
    return nanoTime.getAsLong() - endedAt;
  }

  /** It found so much, and took the time since {@code start}. */
  void succeed(Usage counted, long start) {
    add(counted);
    endedAt = nanoTime.getAsLong();
    took = endedAt - start;
    failure = Optional.empty();
  }

  void fail(StorageException cause) {
    failure = Optional.of(cause);
  }

  /** To be called last: those who wait for it go on. */
  void end() {
    done.countDown();
  }

  /**
   * Waits until it has ended, at most so long.
   *
   * @throws StorageException its own failure; {@code QUOTA} if it takes longer
   */
  void await(Duration patience) throws StorageException {
    boolean ended = false;
    try {
      ended = done.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      throw new StorageException(
          RefusalCode.QUOTA, "the account's files are still being counted: try again later");
    }
    if (failure.isPresent()) {
      StorageException cause = failure.get();
      throw new StorageException(cause.code(), cause.getMessage(), cause);
    }
  }
}
