package autoupload.server.login;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * Has passwords hashed, a few at a time, since each takes a core and tens of megabytes. Who must
 * wait waits in a bounded queue, in which the sources take turns: one that asks a hundred times
 * delays another by one hash. Nobody waits longer than a bound; who cannot be served within it is
 * told so, before anything was hashed.
 *
 * <p>Hashing is done on threads of its own: a virtual thread in machine code would hold up all the
 * others of its core.
 */
final class HashingQueue {
  private static final Duration RETRY_AT_LEAST = Duration.ofSeconds(2);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(30);

  /** Turned away without anything hashed. */
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

  /** In the order in which the sources take their turns; none has an empty queue. */
  private final Map<Source, Deque<Job>> waiting = new LinkedHashMap<>();

  private int waitingJobs;
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
      if (working == slots && waitingJobs >= capacity && !makeRoomFor(job.source())) {
        throw new Busy(retryAfter());
      }
      waiting.computeIfAbsent(job.source(), s -> new ArrayDeque<>()).add(job);
      waitingJobs++;
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
      remove(job);
      throw new Busy(RETRY_AT_MOST);
    }
  }

  /** The latest of the source with the most goes, if that is more than this one's would be. */
  private boolean makeRoomFor(Source source) {
    Deque<Job> most =
        waiting.values().stream().max(Comparator.comparingInt(Deque::size)).orElseThrow();
    Deque<Job> own = waiting.get(source);
    if (most.size() <= (own == null ? 0 : own.size()) + 1) {
      return false;
    }
    Job last = most.getLast();
    remove(last);
    last.done().complete(Optional.empty());
    return true;
  }

  private void withdraw(Job job) {
    lock.lock();
    try {
      if (remove(job)) {
        job.done().complete(Optional.empty());
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean remove(Job job) {
    Deque<Job> queue = waiting.get(job.source());
    if (queue == null || !queue.remove(job)) {
      return false;
    }
    waitingJobs--;
    if (queue.isEmpty()) {
      waiting.remove(job.source());
    }
    return true;
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
      if (waiting.isEmpty()) {
        working--;
        return Optional.empty();
      }
      Map.Entry<Source, Deque<Job>> turn = waiting.entrySet().iterator().next();
      Deque<Job> queue = waiting.remove(turn.getKey());
      Job job = queue.remove();
      waitingJobs--;
      if (!queue.isEmpty()) {
        waiting.put(job.source(), queue); // behind all others
      }
      return Optional.of(job);
    } finally {
      lock.unlock();
    }
  }

  /** How many are hashed or wait. */
  int size() {
    lock.lock();
    try {
      return working + waitingJobs;
    } finally {
      lock.unlock();
    }
  }

  /** As long as what waits now takes. */
  private Duration retryAfter() {
    lock.lock();
    try {
      Duration estimate = Duration.ofSeconds(1 + jobNanos * waitingJobs / slots / 1_000_000_000L);
      if (estimate.compareTo(RETRY_AT_LEAST) < 0) {
        return RETRY_AT_LEAST;
      }
      return estimate.compareTo(RETRY_AT_MOST) > 0 ? RETRY_AT_MOST : estimate;
    } finally {
      lock.unlock();
    }
  }
}
