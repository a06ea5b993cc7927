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
 * The frames that wait to be written to one connection. Any thread may add; one task at a time
 * drains, on a thread borrowed from the executor only while there is something to write, so that an
 * idle connection costs no second thread.
 *
 * <p>Adding never blocks, so a client that does not read holds up nobody else's receipts. What is
 * in here stays bounded all the same: the reader of the connection calls {@link #awaitRoom} between
 * frames, every offer has one answer, and {@link #addIfRoom} drops what may be dropped.
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

  /** Adds a frame; dropped when the outbox is closed. */
  public void add(Frame frame) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      waiting.add(frame);
      if (draining) {
        return;
      }
      draining = true;
    } finally {
      lock.unlock();
    }
    try {
      drainers.execute(this::drain);
    } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had, or stopping
      fail();
    }
  }

  /** Adds a frame nobody misses, unless many wait already. */
  void addIfRoom(Frame frame) {
    lock.lock();
    try {
      if (waiting.size() >= ROOM) {
        return;
      }
    } finally {
      lock.unlock();
    }
    add(frame);
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

  /** Waits until everything was written, at most so long. */
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
      return true;
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
    } catch (IOException | RuntimeException e) {
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
    lock.lock();
    try {
      draining = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    onFailure.run();
  }
}
