package autoupload.client.send;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Cancellation signal that tells every part of the client to stop, and ends what waits. Any thread.
 * Not final, so that in a simulation {@link #sleep} takes no time.
 */
public class StopSignal {
  private final CountDownLatch raised = new CountDownLatch(1);
  private final List<Runnable> actions = new ArrayList<>();

  /** Not raised yet. */
  public StopSignal() {}

  /** Raises it, once and for all. */
  public final void raise() {
    List<Runnable> due;
    synchronized (actions) {
      raised.countDown();
      due = List.copyOf(actions);
    }
    due.forEach(Runnable::run);
  }

  /** Whether it was raised. */
  public final boolean isRaised() {
    return raised.getCount() == 0;
  }

  /** Runs {@code action} when it is raised, or now if it is; {@link #forget} takes that back. */
  public final void onRaise(Runnable action) {
    boolean now;
    synchronized (actions) {
      actions.add(action);
      now = isRaised();
    }
    if (now) {
      action.run();
    }
  }

  /** Takes {@link #onRaise} back. */
  final void forget(Runnable action) {
    synchronized (actions) {
      actions.remove(action);
    }
  }

  /**
   * Waits.
   *
   * @return false if the signal was raised before the time was over
   */
  public boolean sleep(Duration time) {
    try {
      return !raised.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
