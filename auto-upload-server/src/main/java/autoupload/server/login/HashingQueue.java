package autoupload.server.login;

import autoupload.server.limits.FairQueue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Bounded work queue for password hashing, served round robin between sources. A few hashes are
 * computed at a time, since each takes a core and tens of megabytes; a source that asks a hundred
 * times delays another by one hash. Nobody waits longer than a bound; a login that cannot be served
 * within it is told so before anything is hashed.
 *
 * <p>Hashing has threads of its own: a virtual thread in machine code would hold up all the others
 * of its core.
 */
final class HashingQueue {
  private static final Duration RETRY_AT_LEAST = Duration.ofSeconds(2);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(30);

  /** Rejection by a full queue; nothing was hashed. */
  static final class Busy extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    Busy(Duration retryAfter) {
      super("too many logins at once", null, false, false);
      this.retryAfter = retryAfter;
    }

    /** When to come again, in whole seconds. */
    Duration retryAfter() {
      return retryAfter;
    }
  }

  private record Job(
      Source source, BooleanSupplier work, CompletableFuture<Optional<Boolean>> done) {}

  private final int slots;
  private final int capacity;
  private final Duration patience;
  private final Executor threads;
  private final ReentrantLock lock = new ReentrantLock();

  private final FairQueue<Source, Job> waiting = new FairQueue<>();
  private int working;
  private long jobNanos = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * @param slots how many are hashed at a time
   * @param capacity how many wait at most
   * @param patience how long each waits at most before it is begun
   */
  HashingQueue(int slots, int capacity, Duration patience) {
    this.slots = slots;
    this.capacity = capacity;
    this.patience = patience;
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE, // there are never more than slots
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "password-hash");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Runs {@code work} when it is its turn, and gives what it gives.
   *
   * @throws Busy if it was not begun in time
   */
  boolean run(Source source, BooleanSupplier work) throws Busy {
    Job job = new Job(source, work, new CompletableFuture<>());
    enqueue(job);
    try {
      Optional<Boolean> result;
      try {
        result = job.done().get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        withdraw(job); // or, if it is being hashed, that is what it waits for now
        result = job.done().get();
      }
      return result.orElseThrow(() -> new Busy(retryAfter()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a password could not be checked", e.getCause());
    }
  }

  private void enqueue(Job job) throws Busy {
    lock.lock();
    try {
      if (working == slots && waiting.size() >= capacity && !makeRoomFor(job.source())) {
        throw new Busy(retryAfter());
      }
      waiting.add(job.source(), job);
      if (working < slots) {
        startWorker(job);
      }
    } finally {
      lock.unlock();
    }
  }

  private void startWorker(Job job) throws Busy {
    working++;
    try {
      threads.execute(this::work);
    } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had
      working--;
      waiting.remove(job.source(), job);
      throw new Busy(RETRY_AT_MOST);
    }
  }

  /** The latest of the source with the most goes, if that is more than this one's would be. */
  private boolean makeRoomFor(Source source) {
    Job last = waiting.latestOfMost().orElseThrow();
    if (waiting.sizeOf(last.source()) <= waiting.sizeOf(source) + 1) {
      return false;
    }
    waiting.remove(last.source(), last);
    last.done().complete(Optional.empty());
    return true;
  }

  private void withdraw(Job job) {
    lock.lock();
    try {
      if (waiting.remove(job.source(), job)) {
        job.done().complete(Optional.empty());
      }
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    Optional<Job> next = next();
    while (next.isPresent()) {
      Job job = next.get();
      long start = System.nanoTime();
      try {
        job.done().complete(Optional.of(job.work().getAsBoolean()));
      } catch (RuntimeException | Error e) {
        job.done().completeExceptionally(e);
      }
      next = next(System.nanoTime() - start);
    }
  }

  private Optional<Job> next(long nanos) {
    lock.lock();
    try {
      jobNanos += (nanos - jobNanos) / 8;
      return next();
    } finally {
      lock.unlock();
    }
  }

  private Optional<Job> next() {
    lock.lock();
    try {
      Optional<Job> job = waiting.next(source -> true);
      if (job.isEmpty()) {
        working--;
      }
      return job;
    } finally {
      lock.unlock();
    }
  }

  /** How many are hashed or wait. */
  int size() {
    lock.lock();
    try {
      return working + waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** As long as what waits now takes. */
  private Duration retryAfter() {
    lock.lock();
    try {
      Duration estimate =
          Duration.ofSeconds(1 + jobNanos * waiting.size() / slots / 1_000_000_000L);
      if (estimate.compareTo(RETRY_AT_LEAST) < 0) {
        return RETRY_AT_LEAST;
      }
      return estimate.compareTo(RETRY_AT_MOST) > 0 ? RETRY_AT_MOST : estimate;
    } finally {
      lock.unlock();
    }
  }
}
