package autoupload.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Cause chain of an exception. */
final class Causes {
  /** More than any library nests, and an end for causes that run in a circle. */
  private static final int MAX_DEPTH = 20;

  private Causes() {}

  static boolean any(Throwable e, Predicate<Throwable> test) {
    return of(e).stream().anyMatch(test);
  }

  static <T extends Throwable> Optional<T> find(Throwable e, Class<T> type) {
    return of(e).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  static Throwable deepest(Throwable e) {
    List<Throwable> all = of(e);
    return all.get(all.size() - 1);
  }

  private static List<Throwable> of(Throwable e) {
    List<Throwable> all = new ArrayList<>();
    for (Throwable t = e; t != null && all.size() < MAX_DEPTH; t = t.getCause()) {
      all.add(t);
    }
    return all;
  }
}
