package autoupload.failpoint;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Failpoint that is armed in this process, if any, and the watcher of all points. */
final class Failpoint {
  private static final String ARMED = System.getProperty("autoupload.failpoint", "");
  private static final String NAME = ARMED.replaceFirst(":.*", "");
  private static final AtomicInteger HITS_LEFT =
      new AtomicInteger(ARMED.contains(":") ? Integer.parseInt(ARMED.replaceFirst(".*:", "")) : 1);

  static final boolean IS_ANY_ARMED = !ARMED.isEmpty();

  private static volatile Consumer<Watched> watcher = point -> {};

  private Failpoint() {}

  static void passed(Watched point) {
    watcher.accept(point);
  }

  /** From now on tells a test of every point that is passed. */
  static void watch(Consumer<Watched> next) {
    watcher = next;
  }

  static void hit(String name) {
    if (NAME.equals(name) && HITS_LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(Halting.EXIT_STATUS);
    }
  }
}
