package autoupload.client.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Cancellation signal that tells every part of the client to stop, and ends what waits. Any thread.
 * Not final, so that in a simulation {@link #sleep} takes no time.
 */
public class StopSignal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private final List<Runnable> actions = new ArrayList<>();
  private boolean stopped;

  /** Not raised yet. */
  public StopSignal() {}

  /** Raises it, once and for all. */
  public final void raise() {
    List<Runnable> due;
    lock.lock();
    try {
      stopped = true;
      raised.signalAll();
      due = List.copyOf(actions);
    } finally {
      lock.unlock();
    }
    due.forEach(Runnable::run);
  }

  /** Whether it was raised. */
  public final boolean isRaised() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Runs {@code action} when it is raised, or now if it is; {@link #forget} takes that back. */
  public final void onRaise(Runnable action) {
    boolean now;
    lock.lock();
    try {
      actions.add(action);
      now = stopped;
    } finally {
      lock.unlock();
    }
    if (now) {
      action.run();
    }
  }

  /** Takes {@link #onRaise} back. */
  final void forget(Runnable action) {
    lock.lock();
    try {
      actions.remove(action);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits.
   *
   * @return false if the signal was raised before the time was over
   */
  public boolean sleep(Duration time) {
    long left = time.toNanos();
    lock.lock();
    try {
      while (!stopped && left > 0) {
        left = raised.awaitNanos(left);
      }
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }
}
