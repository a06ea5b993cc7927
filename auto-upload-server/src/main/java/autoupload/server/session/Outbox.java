package autoupload.server.session;

import autoupload.wire.Frame;
import autoupload.wire.FrameWriter;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Write queue of one connection. Any thread may add frames; one task at a time drains, on a thread
 * borrowed from the executor only while there is something to write, so that an idle connection
 * costs no second thread.
 *
 * <p>Adding never blocks, so a client that does not read holds up nobody else's receipts. The queue
 * stays bounded all the same: the reader of the connection calls {@link #awaitRoom} between frames,
 * every offer has one answer, and before a frame that may be left out {@link #hasRoom} is asked.
 */
public final class Outbox {
  private static final int ROOM = 2 * WireLimits.OFFERS_AHEAD;

  private final FrameWriter writer;
  private final Executor drainers;
  private final Runnable onFailure;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Frame> waiting = new ArrayDeque<>();
  private boolean draining;
  private boolean sealed;
  private boolean closed;

  /**
   * @param writer belongs to this outbox from now on
   * @param drainers runs the task that writes; it may block as long as the peer does not read
   * @param onFailure called once when writing failed; it ends the connection
   */
  public Outbox(FrameWriter writer, Executor drainers, Runnable onFailure) {
    this.writer = writer;
    this.drainers = drainers;
    this.onFailure = onFailure;
  }

  /** Adds a frame; dropped when the outbox is sealed or closed. */
  public void add(Frame frame) {
    add(frame, false);
  }

  /** Adds a frame that no other follows. */
  public void addLast(Frame frame) {
    add(frame, true);
  }

  /** Nothing is added any more; what waits is still written. */
  public void seal() {
    lock.lock();
    try {
      sealed = true;
    } finally {
      lock.unlock();
    }
  }

  private void add(Frame frame, boolean last) {
    lock.lock();
    try {
      if (sealed || closed) {
        return;
      }
      sealed = last;
      waiting.add(frame);
      if (draining) {
        return;
      }
      draining = true;
    } finally {
      lock.unlock();
    }
    start();
  }

  private void start() {
    try {
      drainers.execute(this::drain);
    } catch (OutOfMemoryError e) { // no thread to be had: what waits goes with resume
      rest();
    } catch (RuntimeException e) { // stopping
      fail();
    }
  }

  private void rest() {
    lock.lock();
    try {
      draining = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what still waits because there was no thread. To be called now and then. */
  public void resume() {
    lock.lock();
    try {
      if (draining || closed || waiting.isEmpty()) {
        return;
      }
      draining = true;
    } finally {
      lock.unlock();
    }
    start();
  }

  /** Whether few enough wait that a frame nobody would miss may be added. */
  boolean hasRoom() {
    lock.lock();
    try {
      return waiting.size() < ROOM;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the peer took enough, or the outbox is closed. */
  public void awaitRoom() {
    lock.lock();
    try {
      while (waiting.size() >= ROOM && !closed) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until everything was written, at most so long.
   *
   * @return whether it was; false also if the outbox was closed before
   */
  public boolean awaitEmpty(Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while ((draining || !waiting.isEmpty()) && !closed) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing is written any more; what waits is dropped. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    try {
      Frame frame = next();
      while (frame != null) {
        writer.write(frame);
        frame = next();
        if (frame == null) {
          writer.flush();
          frame = nextOrStop();
        }
      }
    } catch (IOException | RuntimeException | Error e) { // whatever it is, nobody else would see
      fail();
    }
  }

  private Frame next() {
    lock.lock();
    try {
      Frame frame = waiting.poll();
      if (waiting.size() == ROOM - 1) {
        changed.signalAll();
      }
      return frame;
    } finally {
      lock.unlock();
    }
  }

  private Frame nextOrStop() {
    lock.lock();
    try {
      Frame frame = waiting.poll();
      if (frame == null) {
        draining = false;
        changed.signalAll();
      }
      return frame;
    } finally {
      lock.unlock();
    }
  }

  private void fail() {
    close();
    rest();
    onFailure.run();
  }
}
