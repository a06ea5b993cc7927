package autoupload.server.session;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that wait for the disk beside the connections' own. Commits and checkpoints run many
 * at a time, because the file system forces many files in one go: 16 threads get four times the
 * durable files of one. Proofs, each of which may read a whole file, have a few threads of their
 * own, so that they never hold up a receipt.
 */
public final class StoreWork implements AutoCloseable {
  private static final int COMMITTERS = 16;
  private static final int PROVERS = 4;

  private final ExecutorService commits = pool("commit", COMMITTERS);
  private final ExecutorService proofs = pool("proof", PROVERS);

  /** Threads start when there is work. */
  public StoreWork() {}

  /** Queues a commit or a checkpoint. */
  void commit(Runnable work) {
    commits.execute(work);
  }

  /** Queues something that may read a whole file. */
  void prove(Runnable work) {
    proofs.execute(work);
  }

  /** Takes no more work and waits, at most so long, until what was queued is done. */
  public boolean finishCommits(Duration atMost) {
    commits.shutdown();
    try {
      return commits.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Takes no more work. Threads are never interrupted: that would close the files they write. */
  @Override
  public void close() {
    commits.shutdown();
    proofs.shutdown();
  }

  private static ExecutorService pool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }
}
