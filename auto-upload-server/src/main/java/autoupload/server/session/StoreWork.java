package autoupload.server.session;

import autoupload.server.limits.Busy;
import autoupload.server.limits.DaemonThreads;
import autoupload.server.limits.FairExecutor;
import autoupload.upload.UserName;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Thread pools for the work that waits for the disk, beside the connections' own threads. Commits
 * and checkpoints run many at a time, because the file system forces many files in one go: 16
 * threads get four times the durable files of one. Proofs, each of which may read a whole file,
 * have a few threads of their own, so that they never hold up a receipt; the users take turns in
 * them, and one user has half of them at most. No thread is ever interrupted: that would close the
 * files it writes.
 */
public final class StoreWork {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWork.class);
  private static final int COMMITTERS = 16;
  private static final int PROVERS = 4;

  private final Executor commits;
  private final FairExecutor<UserName, Void> proofs;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition finished = lock.newCondition();
  private int openCommits;

  /** Threads start when there is work. */
  StoreWork() {
    this(DaemonThreads.pool("commit", COMMITTERS), DaemonThreads.pool("proof", PROVERS));
  }

  /**
   * Uses the threads of others.
   *
   * @param commits runs commits and checkpoints
   * @param proofs runs what may read a whole file, four at a time
   */
  public StoreWork(Executor commits, Executor proofs) {
    this.commits = commits;
    this.proofs = new FairExecutor<>(proofs, PROVERS, PROVERS / 2, Integer.MAX_VALUE);
  }

  /** Queues a commit, once {@code after} is complete. */
  void commit(CompletableFuture<Void> after, Runnable work) {
    count(1);
    Runnable counted =
        () -> {
          try {
            work.run();
          } finally {
            count(-1);
          }
        };
    var unused = after.thenRun(() -> run(commits, counted));
  }

  /** Queues a checkpoint; nobody waits for one. */
  void checkpoint(Runnable work) {
    run(commits, work);
  }

  /** Queues something for an offer that may read a whole file. */
  void prove(Offered offered, Runnable work) {
    UserName user = offered.key().user();
    try {
      offered.queued(proofs.submit(user, () -> proveNow(user, work))::withdraw);
    } catch (Busy e) { // no thread to be had: slower, but nothing is left undone
      proveNow(user, work);
    }
  }

  private static Void proveNow(UserName user, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) { // it should have told its client; others go on
      LOG.atError().setMessage("a proof failed").addKeyValue("user", user).setCause(e).log();
    }
    return null;
  }

  /** Whether a proof for another user waits. */
  boolean othersWaitForProofs(UserName user) {
    return proofs.othersWait(user);
  }

  /** How many proofs wait. */
  int waitingProofs() {
    return proofs.waiting();
  }

  private static void run(Executor pool, Runnable work) {
    try {
      pool.execute(work);
    } catch (OutOfMemoryError e) { // no thread to be had: slower, but nothing is left half done
      work.run();
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      openCommits += change;
      if (openCommits == 0) {
        finished.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits, at most so long, until every commit queued so far has its answer. */
  public boolean awaitCommits(Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (openCommits > 0 && left > 0) {
        left = finished.awaitNanos(left);
      }
      return openCommits == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
