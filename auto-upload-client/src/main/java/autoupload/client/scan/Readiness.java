package autoupload.client.scan;

import autoupload.client.scan.Mp4Recording.RecordingState;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Check of settled files before their upload: those that somebody still has open for writing are
 * held back, and so are recordings without their end, but these only so long, for some never get
 * one.
 */
public final class Readiness {
  /**
   * A camera makes its file and then begins to write. One in which nothing is after that time was
   * given up by the camera itself.
   */
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  /** File that is not ready, and why. */
  public record Held(SettledFile file, String reason) {}

  /**
   * Result for a list of files, each part in its order.
   *
   * @param ready to be uploaded
   * @param held to be judged again later
   * @param givenUp those of the ready ones that are unfinished recordings
   */
  public record Judged(List<SettledFile> ready, List<Held> held, List<SettledFile> givenUp) {}

  private final OpenForWriting openForWriting = new OpenForWriting();
  private final Duration patience;
  private final Clock clock;
  private final LongSupplier nanoTime;

  /** A file that changed is another key. */
  private Map<SettledFile, Long> unfinishedSince = new HashMap<>();

  /**
   * Waits for the end of a recording until it was last changed {@code patience} ago; zero waits for
   * none.
   */
  public Readiness(Duration patience, Clock clock, LongSupplier nanoTime) {
    this.patience = patience;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /** Judges files that were found settled just now. */
  public Judged judge(List<SettledFile> files) {
    Judged judged = new Judged(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Set<SettledFile> written = openForWriting.among(files);
    Map<SettledFile, Long> next = new HashMap<>();
    for (SettledFile file : files) {
      if (written.contains(file)) {
        judged.held().add(new Held(file, "a program has it open for writing"));
        continue;
      }
      RecordingState state = stateOf(file);
      if (state != RecordingState.UNFINISHED && state != RecordingState.NOT_BEGUN) {
        judged.ready().add(file);
      } else if (isOverdue(file, watch(file, next), patience(state))) {
        judged.ready().add(file);
        judged.givenUp().add(file);
      } else {
        judged.held().add(new Held(file, "its recording is not finished"));
      }
    }
    unfinishedSince = next;
    return judged;
  }

  private static RecordingState stateOf(SettledFile file) {
    try {
      return Mp4Recording.isNamedLikeOne(file.path())
          ? Mp4Recording.stateOf(file)
          : RecordingState.UNKNOWN;
    } catch (IOException e) {
      return RecordingState.UNKNOWN; // whoever reads it next will say why it cannot be read
    }
  }

  private Duration patience(RecordingState state) {
    boolean shorter = state == RecordingState.NOT_BEGUN && LONGEST_START.compareTo(patience) < 0;
    return shorter ? LONGEST_START : patience;
  }

  /** Since when it is known to be as it is now, by the monotonic clock. */
  private long watch(SettledFile file, Map<SettledFile, Long> next) {
    Long before = unfinishedSince.get(file);
    long since = before == null ? nanoTime.getAsLong() : before;
    next.put(file, since);
    return since;
  }

  /** Two clocks, because the one that knows the date may be wrong and the other forgets. */
  private boolean isOverdue(SettledFile file, long sinceNanos, Duration patience) {
    return Duration.ofNanos(nanoTime.getAsLong() - sinceNanos).compareTo(patience) >= 0
        || Duration.between(lastChange(file), clock.instant()).compareTo(patience) >= 0;
  }

  /**
   * When it was changed last. A date in the future came with the file from elsewhere; the inode's
   * own time is this machine's on most file systems.
   */
  private Instant lastChange(SettledFile file) {
    Instant modified = file.identity().modified();
    if (!modified.isAfter(clock.instant())) {
      return modified;
    }
    return SourceReader.changeTime(file).orElse(modified);
  }
}
