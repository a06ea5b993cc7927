package autoupload.server.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Rate limiter by event and key: so many lines a minute for each key, and a thousand for all keys
 * of an event. Its memory is bounded by that, and every line left out is counted. Safe for use by
 * many threads.
 */
final class RepeatLimit {
  static final int KEYS = 1000;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private static final class Window {
    private final long start;
    private int written;
    private long leftOut;

    private Window(long start) {
      this.start = start;
    }
  }

  /** Windows of one event, ordered by when they began. */
  private static final class Event {
    private final Map<String, Window> windows = new LinkedHashMap<>();

    /** Of keys for which there was no place, or whose window made place for another. */
    private long leftOut;
  }

  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();

  /** By what happened, of which there are as many kinds as the code has words for. */
  private final Map<String, Event> events = new HashMap<>();

  RepeatLimit(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Whether the line is to be written.
   *
   * @param key its cause and source
   * @param perMinute how many lines of that key there may be
   * @return how many like it were left out since the last one; empty if this one is left out
   */
  OptionalLong admit(String event, String key, int perMinute) {
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      Event of = events.computeIfAbsent(event, name -> new Event());
      Window window = of.windows.get(key);
      if (window == null || now - window.start >= MINUTE) {
        window = open(of, key, now);
        if (window == null) {
          of.leftOut++;
          return OptionalLong.empty();
        }
      }
      if (window.written >= perMinute) {
        window.leftOut++;
        return OptionalLong.empty();
      }
      window.written++;
      long leftOut = of.leftOut;
      of.leftOut = 0;
      return OptionalLong.of(leftOut);
    } finally {
      lock.unlock();
    }
  }

  /** A new window for the key, or null while there are too many. */
  private static Window open(Event of, String key, long now) {
    Window old = of.windows.remove(key);
    if (old == null && of.windows.size() >= KEYS) {
      Map.Entry<String, Window> eldest = of.windows.entrySet().iterator().next();
      if (now - eldest.getValue().start < MINUTE) {
        return null;
      }
      old = of.windows.remove(eldest.getKey());
    }
    of.leftOut += old == null ? 0 : old.leftOut;
    Window fresh = new Window(now);
    of.windows.put(key, fresh);
    return fresh;
  }
}
