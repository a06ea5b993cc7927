package autoupload.server.log;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Says at most one line a minute of something that strangers can bring about as often as they like,
 * or that a full disk does, with how often it was meanwhile: a log must not be what fills the disk.
 * Safe for use by many threads.
 */
public final class RareLog {
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final Level level;
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean said;
  private long last;
  private long unsaid;

  /** Writes lines of that level to {@code log}. */
  public RareLog(Logger log, Level level) {
    this(log, level, System::nanoTime);
  }

  RareLog(Logger log, Level level, LongSupplier nanoTime) {
    this.log = log;
    this.level = level;
    this.nanoTime = nanoTime;
  }

  /**
   * It happened.
   *
   * @param event what it is called
   * @param fields adds to whom; not called when nothing is said
   */
  public void say(String event, UnaryOperator<LoggingEventBuilder> fields) {
    OptionalLong before = unsaidIfDue();
    if (before.isPresent()) {
      fields
          .apply(log.atLevel(level).setMessage(event))
          .addKeyValue("unsaid", before.getAsLong())
          .log();
    }
  }

  private OptionalLong unsaidIfDue() {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      if (said && now - last < PAUSE) {
        unsaid++;
        return OptionalLong.empty();
      }
      said = true;
      last = now;
      OptionalLong before = OptionalLong.of(unsaid);
      unsaid = 0;
      return before;
    } finally {
      lock.unlock();
    }
  }
}
