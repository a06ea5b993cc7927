package autoupload.client.scan;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Detection of finished files among those that may still be written: a file is settled when its
 * modification time is at least the settle time ago, or when it was watched for that long by the
 * monotonic clock and did not change. The second rule serves machines whose clock is wrong and
 * files dated in the future; it alone counts for files dated in 1970, by a clock that was not set
 * yet, and for every file for the settle time after the clock was set.
 */
public final class Settling {
  private record WatchedFile(FileIdentity identity, long sinceNanos) {}

  /** Result for the files of a scan. */
  public record Sorted(List<SettledFile> settled, List<SettledFile> young) {}

  /** More than any clock is corrected by without being set. */
  private static final Duration STEP = Duration.ofSeconds(2);

  /** A machine without a clock of its own starts in 1970, and may stay there until this. */
  private static final Instant NEVER_SET = Instant.parse("1971-01-01T00:00:00Z");

  /** Reading of both clocks at one moment. */
  private record Moment(Instant time, long nanos) {}

  private final Duration quiet;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private Map<String, WatchedFile> watched = new HashMap<>();
  private Optional<Moment> last = Optional.empty();
  private Optional<Long> clockSetAt = Optional.empty();

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
    noticeStep(new Moment(now, nanos));
    List<SettledFile> settled = new ArrayList<>();
    List<SettledFile> young = new ArrayList<>();
    Map<String, WatchedFile> next = new HashMap<>();
    for (SettledFile file : files) {
      if (isOld(file, now, nanos)) {
        settled.add(file);
      } else {
        WatchedFile since = watch(file, nanos);
        next.put(file.name().value(), since); // also if it is settled: it stays so while unchanged
        boolean wasQuiet = nanos - since.sinceNanos >= quiet.toNanos();
        (wasQuiet ? settled : young).add(file);
      }
    }
    watched = next;
    return new Sorted(settled, young);
  }

  /** Wall clock and monotonic clock drift apart only if one of them is set. */
  private void noticeStep(Moment now) {
    if (last.isPresent()) {
      Duration byTime = Duration.between(last.get().time, now.time);
      Duration byNanos = Duration.ofNanos(now.nanos - last.get().nanos);
      if (byTime.minus(byNanos).abs().compareTo(STEP) > 0) {
        clockSetAt = Optional.of(now.nanos);
      }
    }
    last = Optional.of(now);
  }

  /**
   * How long until all of these files are settled if nobody touches them; at most the settle time,
   * however wrong the clock is.
   */
  public Duration untilSettled(List<SettledFile> young) {
    Instant now = clock.instant();
    long nanos = nanoTime.getAsLong();
    return young.stream()
        .map(file -> untilSettled(file, now, nanos))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private Duration untilSettled(SettledFile file, Instant now, long nanos) {
    Duration left = quiet.minusNanos(nanos - watch(file, nanos).sinceNanos);
    if (isDateTrusted(file, nanos)) {
      Duration byDate = quiet.minus(age(file, now));
      left = byDate.compareTo(left) < 0 ? byDate : left;
    }
    return left.isNegative() ? Duration.ZERO : left;
  }

  private boolean isOld(SettledFile file, Instant now, long nanos) {
    return quiet.isZero() || (isDateTrusted(file, nanos) && age(file, now).compareTo(quiet) >= 0);
  }

  private boolean isDateTrusted(SettledFile file, long nanos) {
    boolean justSet = clockSetAt.filter(set -> nanos - set < quiet.toNanos()).isPresent();
    Instant modified = file.identity().modified();
    // The epoch itself is no clock's doing: archives that are to be reproducible have it.
    boolean neverSet = modified.isAfter(Instant.EPOCH) && modified.isBefore(NEVER_SET);
    return !justSet && !neverSet;
  }

  private static Duration age(SettledFile file, Instant now) {
    return Duration.between(file.identity().modified(), now);
  }

  private WatchedFile watch(SettledFile file, long nanos) {
    WatchedFile before = watched.get(file.name().value());
    return before != null && before.identity.equals(file.identity())
        ? before
        : new WatchedFile(file.identity(), nanos);
  }
}
