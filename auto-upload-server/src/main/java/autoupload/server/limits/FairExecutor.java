package autoupload.server.limits;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Bounded executor that serves its keys round robin: a few tasks run at a time, of one key fewer if
 * so asked, and a key with a hundred waiting tasks delays another by one. When the queue is full,
 * the key with most in it makes room for one with less. Safe for use by many threads.
 *
 * @param <K> whose turn it is, such as a user or a source
 * @param <R> what a task results in
 */
public final class FairExecutor<K, R> {
  private static final Duration RETRY_AT_LEAST = Duration.ofSeconds(2);
  private static final Duration RETRY_AT_MOST = Duration.ofSeconds(30);

  /** Queued work of one key. */
  public final class Task {
    private final K key;
    private final Supplier<R> work;
    private final CompletableFuture<R> result = new CompletableFuture<>();

    private Task(K key, Supplier<R> work) {
      this.key = key;
      this.work = work;
    }

    /** Removes it from the queue; a task that was begun goes on. */
    public void withdraw() {
      lock.lock();
      try {
        if (waiting.remove(key, this)) {
          result.completeExceptionally(new Busy(retryAfter()));
        }
      } finally {
        lock.unlock();
      }
    }

    private void run() {
      try {
        result.complete(work.get());
      } catch (RuntimeException | Error e) {
        result.completeExceptionally(e);
      }
    }
  }

  private final Executor threads;
  private final int slots;
  private final int slotsPerKey;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final FairQueue<K, Task> waiting = new FairQueue<>();

  /** How many tasks of each key run; none is zero. */
  private final Map<K, Integer> running = new HashMap<>();

  private int workers;
  private long taskNanos = TimeUnit.MILLISECONDS.toNanos(100);

  /**
   * @param threads where tasks run; never the calling thread
   * @param slots how many run at a time
   * @param slotsPerKey how many of one key
   * @param capacity how many wait at most
   */
  public FairExecutor(Executor threads, int slots, int slotsPerKey, int capacity) {
    this.threads = threads;
    this.slots = slots;
    this.slotsPerKey = slotsPerKey;
    this.capacity = capacity;
  }

  /**
   * Runs {@code work} when it is its turn, and returns its result.
   *
   * @param patience how long it waits at most before it is begun
   * @throws Busy if it was not begun in time
   */
  public R run(K key, Supplier<R> work, Duration patience) throws Busy {
    Task task = submit(key, work);
    try {
      try {
        return task.result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        task.withdraw(); // or, if it runs, that is what it waits for now
        return task.result.get();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Busy busy) {
        throw busy;
      }
      throw new IllegalStateException("a task failed", e.getCause());
    }
  }

  /**
   * Queues {@code work}.
   *
   * @throws Busy if the queue is full, or no thread is to be had
   */
  public Task submit(K key, Supplier<R> work) throws Busy {
    Task task = new Task(key, work);
    lock.lock();
    try {
      boolean starts = workers < slots && mayRun(key);
      if (!starts && waiting.size() >= capacity && !makeRoomFor(key)) {
        throw new Busy(retryAfter());
      }
      waiting.add(key, task);
      if (starts) { // else a worker sees to it after what it does now
        startWorker(task);
      }
      return task;
    } finally {
      lock.unlock();
    }
  }

  private void startWorker(Task task) throws Busy {
    workers++;
    try {
      threads.execute(this::work);
    } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had
      workers--;
      waiting.remove(task.key, task);
      throw new Busy(RETRY_AT_MOST);
    }
  }

  /** The latest of the key with the most goes, if that is more than this one's would be. */
  private boolean makeRoomFor(K key) {
    Optional<Task> last = waiting.latestOfMost();
    if (last.isEmpty() || waiting.sizeOf(last.get().key) <= waiting.sizeOf(key) + 1) {
      return false;
    }
    last.get().withdraw();
    return true;
  }

  private boolean mayRun(K key) {
    return running.getOrDefault(key, 0) < slotsPerKey;
  }

  private void work() {
    Optional<Task> next = next();
    while (next.isPresent()) {
      long start = System.nanoTime();
      next.get().run();
      next = nextAfter(next.get(), System.nanoTime() - start);
    }
  }

  private Optional<Task> nextAfter(Task done, long nanos) {
    lock.lock();
    try {
      taskNanos += (nanos - taskNanos) / 8;
      running.computeIfPresent(done.key, (key, count) -> count == 1 ? null : count - 1);
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** The oldest of the key whose turn it is; if there is none, a worker less is at work. */
  private Optional<Task> next() {
    lock.lock();
    try {
      Optional<Task> turn = waiting.next(this::mayRun);
      turn.ifPresentOrElse(task -> running.merge(task.key, 1, Integer::sum), () -> workers--);
      return turn;
    } finally {
      lock.unlock();
    }
  }

  /** As long as what waits now takes. The caller holds the lock. */
  private Duration retryAfter() {
    Duration estimate = Duration.ofSeconds(1 + taskNanos * waiting.size() / slots / 1_000_000_000L);
    if (estimate.compareTo(RETRY_AT_LEAST) < 0) {
      return RETRY_AT_LEAST;
    }
    return estimate.compareTo(RETRY_AT_MOST) > 0 ? RETRY_AT_MOST : estimate;
  }

  /** Whether a task of another key waits. */
  public boolean othersWait(K key) {
    lock.lock();
    try {
      return waiting.size() > waiting.sizeOf(key);
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks wait. */
  public int waiting() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** How many run or wait. */
  int size() {
    lock.lock();
    try {
      return workers + waiting.size();
    } finally {
      lock.unlock();
    }
  }
}
