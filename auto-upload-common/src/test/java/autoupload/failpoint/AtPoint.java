package autoupload.failpoint;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Action at a watched point, in place of what others may do at that moment, until it is closed. */
public final class AtPoint implements AutoCloseable {
  /** Action to take. */
  @FunctionalInterface
  public interface Deed {
    void run() throws IOException;
  }

  private int hits;
  private boolean doing;

  private AtPoint() {}

  /** At the n-th time that this point is passed. */
  public static AtPoint of(Watched point, int nth, Deed deed) {
    AtPoint at = new AtPoint();
    Failpoint.watch(passed -> at.passed(passed.equals(point), nth, deed));
    return at;
  }

  private synchronized void passed(boolean isIt, int nth, Deed deed) {
    if (isIt && !doing && ++hits == nth) { // what the deed itself passes does not count
      doing = true;
      try {
        deed.run();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        doing = false;
      }
    }
  }

  /** Whether it was done. */
  public synchronized boolean wasReached(int nth) {
    return hits >= nth;
  }

  @Override
  public void close() {
    Failpoint.watch(passed -> {});
  }
}
