package autoupload.server.session;

import autoupload.server.limits.FairQueue;
import autoupload.upload.UserName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work queue for proofs, each of which may read a whole file: a few run at a time, round robin
 * between users, and of one user half of these at most, so that nobody's huge files keep others
 * waiting for more than one proof. Safe for use by many threads.
 */
final class ProofQueue {
  private static final Logger LOG = LoggerFactory.getLogger(ProofQueue.class);

  private record Proof(UserName user, Runnable work) {}

  private final Executor threads;
  private final int slots;
  private final int slotsOfOne;
  private final ReentrantLock lock = new ReentrantLock();

  private final FairQueue<UserName, Offered> waiting = new FairQueue<>();

  /** What is to be done for each that waits. */
  private final Map<Offered, Runnable> works = new HashMap<>();

  /** How many proofs of each user are done just now; none is zero. */
  private final Map<UserName, Integer> running = new HashMap<>();

  private int workers;

  /**
   * @param threads where it is done
   * @param slots how many at a time
   */
  ProofQueue(Executor threads, int slots) {
    this.threads = threads;
    this.slots = slots;
    this.slotsOfOne = Math.max(1, slots / 2);
  }

  /** Has {@code work} done for an offer when it is its user's turn. */
  void add(Offered offered, Runnable work) {
    UserName user = offered.key().user();
    lock.lock();
    try {
      waiting.add(user, offered);
      works.put(offered, work);
      if (workers >= slots || !mayRun(user)) {
        return; // a worker sees to it after what it does now
      }
      workers++;
    } finally {
      lock.unlock();
    }
    try {
      threads.execute(this::work);
    } catch (OutOfMemoryError e) { // no thread to be had: slower, but nothing is left undone
      work();
    }
  }

  /** Forgets the work of an offer that nobody waits for any more, unless it was begun. */
  void withdraw(Offered offered) {
    lock.lock();
    try {
      waiting.remove(offered.key().user(), offered);
      works.remove(offered);
    } finally {
      lock.unlock();
    }
  }

  /** Whether a proof of another user waits. */
  boolean othersWait(UserName user) {
    lock.lock();
    try {
      return waiting.size() > waiting.sizeOf(user);
    } finally {
      lock.unlock();
    }
  }

  private boolean mayRun(UserName user) {
    return running.getOrDefault(user, 0) < slotsOfOne;
  }

  private void work() {
    Optional<Proof> next = next();
    while (next.isPresent()) {
      Proof proof = next.get();
      try {
        proof.work().run();
      } catch (RuntimeException | Error e) { // it should have told its client; others go on
        LOG.atError()
            .setMessage("a proof failed")
            .addKeyValue("user", proof.user())
            .setCause(e)
            .log();
      }
      next = nextAfter(proof.user());
    }
  }

  private Optional<Proof> nextAfter(UserName done) {
    lock.lock();
    try {
      running.computeIfPresent(done, (user, count) -> count == 1 ? null : count - 1);
      return next();
    } finally {
      lock.unlock();
    }
  }

  /** The first of the user whose turn it is; if there is none, a worker less is at work. */
  private Optional<Proof> next() {
    lock.lock();
    try {
      Optional<Offered> turn = waiting.next(this::mayRun);
      if (turn.isEmpty()) {
        workers--;
        return Optional.empty();
      }
      UserName user = turn.get().key().user();
      running.merge(user, 1, Integer::sum);
      return Optional.of(new Proof(user, works.remove(turn.get())));
    } finally {
      lock.unlock();
    }
  }

  /** How many wait. */
  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }
}
