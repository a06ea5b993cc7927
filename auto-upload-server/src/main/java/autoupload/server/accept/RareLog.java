package autoupload.server.accept;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * Says at most one line a minute of something that strangers can bring about as often as they like,
 * or that a full disk does, with how often it was meanwhile: a log must not be what fills the disk.
 * Safe for use by many threads.
 */
final class RareLog {
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final Level level;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean said;
  private long last;
  private long unsaid;

  /** For what is no more than worth knowing. */
  RareLog(Logger log, LongSupplier nanoTime) {
    this(log, Level.INFO, nanoTime);
  }

  RareLog(Logger log, Level level, LongSupplier nanoTime) {
    this.log = log;
    this.level = level;
    this.nanoTime = nanoTime;
  }

  /** It happened; {@code line} says to whom. */
  void say(String line) {
    long before;
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      if (said && now - last < PAUSE) {
        unsaid++;
        return;
      }
      said = true;
      last = now;
      before = unsaid;
      unsaid = 0;
    } finally {
      lock.unlock();
    }
    log.atLevel(level).log("{} unsaid={}", line, before);
  }
}
