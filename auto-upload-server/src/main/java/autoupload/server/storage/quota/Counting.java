package autoupload.server.storage.quota;

import autoupload.server.storage.StorageException;
import autoupload.server.storage.Usage;
import autoupload.upload.RefusalCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Single-flight count of one user's usage: one count runs at a time, and all who need it wait for
 * it. Safe for use by many threads.
 */
final class Counting {
  /** A count is fresh for that long, or for twenty times what it took. */
  private static final Duration FRESH = Duration.ofSeconds(10);

  private static final int FRESH_FACTOR = 20;

  /** Somebody may have put files there by hand. */
  private static final Duration OLD = Duration.ofHours(1);

  /** Function that counts the usage at rest. */
  interface Count {
    Usage run() throws StorageException;
  }

  private final Count count;
  private final Runnable onStart;
  private final Consumer<Usage> onResult;
  private final Executor threads;
  private final LongSupplier nanoTime;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private boolean running;
  private boolean succeeded;
  private long countedAt;
  private long took;
  private Optional<StorageException> failure = Optional.empty();

  /**
   * @param onStart runs before each count
   * @param onResult gets what each count gives, before those who wait for it go on
   */
  Counting(
      Count count,
      Runnable onStart,
      Consumer<Usage> onResult,
      Executor threads,
      LongSupplier nanoTime) {
    this.count = count;
    this.onStart = onStart;
    this.onResult = onResult;
    this.threads = threads;
    this.nanoTime = nanoTime;
  }

  /** Whether there was one. */
  boolean isDone() {
    lock.lock();
    try {
      return succeeded;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there was one so lately that another would be of little use. */
  boolean isFresh() {
    lock.lock();
    try {
      return succeeded && age() < Math.max(FRESH.toNanos(), FRESH_FACTOR * took);
    } finally {
      lock.unlock();
    }
  }

  /** Whether another is due though nobody missed it. */
  boolean isDue() {
    lock.lock();
    try {
      return !isFresh() && age() > OLD.toNanos();
    } finally {
      lock.unlock();
    }
  }

  private long age() {
    return nanoTime.getAsLong() - countedAt;
  }

  /**
   * Waits until there was one, at most so long; the first to ask starts it.
   *
   * @throws StorageException its own failure; {@code QUOTA} if it takes longer
   */
  void awaitFirst(Duration patience) throws StorageException {
    await(true, patience);
  }

  /**
   * Starts one, if none runs, and waits for it, at most so long.
   *
   * @throws StorageException its own failure; {@code QUOTA} if it takes longer
   */
  void runAndWait(Duration patience) throws StorageException {
    await(false, patience);
  }

  private void await(boolean first, Duration patience) throws StorageException {
    start(first);
    long left = patience.toNanos();
    lock.lock();
    try {
      while (running && !isEnough(first) && left > 0) {
        left = ended.awaitNanos(left);
      }
      if (isEnough(first)) {
        return;
      }
      if (running) {
        throw notYet();
      }
      if (failure.isPresent()) {
        StorageException cause = failure.get();
        throw new StorageException(cause.code(), cause.getMessage(), cause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw notYet();
    } finally {
      lock.unlock();
    }
  }

  /** Whether there was one and no other is asked for. */
  private boolean isEnough(boolean first) {
    return first && succeeded;
  }

  private static StorageException notYet() {
    return new StorageException(
        RefusalCode.QUOTA, "the account's files are still being counted: try again later");
  }

  /** Starts one, if none runs. */
  void start() {
    start(false);
  }

  private void start(boolean first) {
    lock.lock();
    try {
      if (running || isEnough(first)) {
        return;
      }
      running = true;
      failure = Optional.empty();
    } finally {
      lock.unlock();
    }
    onStart.run();
    try {
      threads.execute(this::runNow);
    } catch (OutOfMemoryError e) { // no thread to be had: slower, but somebody waits for it
      runNow();
    }
  }

  private void runNow() {
    long start = nanoTime.getAsLong();
    Optional<StorageException> cause =
        Optional.of(new StorageException(RefusalCode.STORAGE_FAILED, "the server cannot count"));
    try {
      onResult.accept(count.run());
      cause = Optional.empty();
    } catch (StorageException e) {
      cause = Optional.of(e);
    } finally {
      end(cause, start);
    }
  }

  private void end(Optional<StorageException> cause, long start) {
    lock.lock();
    try {
      running = false;
      failure = cause;
      if (cause.isEmpty()) {
        succeeded = true;
        countedAt = nanoTime.getAsLong();
        took = countedAt - start;
      }
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
