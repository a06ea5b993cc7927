package autoupload.upload;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Bounded thread pool for hashing beside the threads that move the bytes: at most one thread for
 * each core, for the whole process, none on a machine with one core. They start when there is work
 * and end a while after it. When all of them are busy, the caller does the work, so that a crowd of
 * uploads does not become a crowd of threads.
 */
final class HashThreads {
  private static final int CORES = Runtime.getRuntime().availableProcessors();

  private static final ThreadPoolExecutor POOL =
      new ThreadPoolExecutor(
          0,
          CORES,
          10,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setName("hash");
            thread.setDaemon(true);
            return thread;
          });

  /** Task that another thread has taken. */
  static final class Taken {
    private final FutureTask<?> task;

    private Taken(FutureTask<?> task) {
      this.task = task;
    }

    /** Waits until it is done; an interrupt is kept for later. */
    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          task.get();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("hashing failed", e.getCause());
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private HashThreads() {}

  /** Has one of the threads do it; empty if none is free, and then nothing happened. */
  static Optional<Taken> take(Runnable work) {
    if (CORES == 1) {
      return Optional.empty();
    }
    FutureTask<?> task = new FutureTask<>(work, null);
    try {
      POOL.execute(task);
      return Optional.of(new Taken(task));
    } catch (RejectedExecutionException | OutOfMemoryError e) { // the latter: no thread to be had
      return Optional.empty();
    }
  }
}
