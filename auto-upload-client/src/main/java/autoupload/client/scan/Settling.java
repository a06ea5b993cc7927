package autoupload.client.scan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Tells finished files from those that may still be written: a file is settled when its
 * modification time is at least the settle time ago, or when it was watched for that long by the
 * monotonic clock and did not change. The second rule serves machines whose clock is wrong and
 * files dated in the future.
 */
public final class Settling {
  private record Watched(FileIdentity identity, long sinceNanos) {}

  /** What a scan's files are now. */
  public record Sorted(List<SettledFile> settled, List<SettledFile> young) {}

  private final Duration quiet;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private Map<String, Watched> watched = new HashMap<>();

  /** Files must be quiet for {@code quiet}; zero takes every file. */
  public Settling(Duration quiet, Clock clock, LongSupplier nanoTime) {
    this.quiet = quiet;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Sorts the files of a scan that ended just now, in their order. */
  public Sorted sort(List<SettledFile> files) {
    Instant now = clock.instant();
    long nanos = nanoTime.getAsLong();
    List<SettledFile> settled = new ArrayList<>();
    List<SettledFile> young = new ArrayList<>();
    Map<String, Watched> next = new HashMap<>();
    for (SettledFile file : files) {
      if (isOld(file, now)) {
        settled.add(file);
      } else {
        Watched since = watch(file, nanos);
        next.put(file.name().value(), since); // also if it is settled: it stays so while unchanged
        boolean wasQuiet = nanos - since.sinceNanos >= quiet.toNanos();
        (wasQuiet ? settled : young).add(file);
      }
    }
    watched = next;
    return new Sorted(settled, young);
  }

  /**
   * How long until all of these files are settled if nobody touches them; at most the settle time,
   * however wrong the clock is.
   */
  public Duration untilSettled(List<SettledFile> young) {
    Instant now = clock.instant();
    return young.stream()
        .map(file -> quiet.minus(age(file, now)))
        .map(left -> left.compareTo(quiet) > 0 ? quiet : left)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private boolean isOld(SettledFile file, Instant now) {
    return quiet.isZero() || age(file, now).compareTo(quiet) >= 0;
  }

  private static Duration age(SettledFile file, Instant now) {
    return Duration.between(file.identity().modified(), now);
  }

  private Watched watch(SettledFile file, long nanos) {
    Watched before = watched.get(file.name().value());
    return before != null && before.identity.equals(file.identity())
        ? before
        : new Watched(file.identity(), nanos);
  }
}
