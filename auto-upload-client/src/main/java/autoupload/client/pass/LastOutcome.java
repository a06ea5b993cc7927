package autoupload.client.pass;

import autoupload.files.SmallFile;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Record of why the last run could not upload, and since when, so that a client that runs every
 * minute says it once and not every minute, but becomes loud when it lasts.
 */
public final class LastOutcome {
  private static final Duration LOUD_AGAIN_AFTER = Duration.ofDays(1);
  private static final Set<ExitCode> PASSING =
      Set.of(ExitCode.NOT_NOW, ExitCode.UNREACHABLE, ExitCode.IO_ERROR);

  private final Optional<Path> file;
  private final Duration overdue;
  private final Properties last = new Properties();

  /** What only a person can clear up, and this process said already. */
  private Optional<String> said = Optional.empty();

  private LastOutcome(Optional<Path> file, Duration overdue) {
    this.file = file;
    this.overdue = overdue;
  }

  /** Remembered for as long as this object. */
  public static LastOutcome ofThisRun(Duration overdue) {
    return new LastOutcome(Optional.empty(), overdue);
  }

  /**
   * Remembered across runs.
   *
   * @param file where it is remembered; what cannot be read counts as nothing remembered
   * @param overdue how long nothing can be uploaded before it becomes loud
   */
  public static LastOutcome in(Path file, Duration overdue) {
    LastOutcome outcome = new LastOutcome(Optional.of(file), overdue);
    try (var reader = Files.newBufferedReader(file)) {
      outcome.last.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      outcome.last.clear();
    }
    return outcome;
  }

  /** The server was reached, or nothing was to be done. */
  void succeeded() {
    said = Optional.empty();
    if (!last.isEmpty()) {
      last.clear();
      save();
    }
  }

  /**
   * The run could not upload.
   *
   * @param always whether to say so even if it was said before: what may pass by the last run, what
   *     a person must clear up by the last pass of this one
   * @return what to say, if anything
   */
  public Optional<String> failed(OperatorError error, Instant now, boolean always) {
    boolean passing = PASSING.contains(error.exitCode());
    Optional<String> message = Optional.of(error.getMessage());
    if (!passing) {
      boolean again = said.equals(message);
      said = message;
      return again && !always ? Optional.empty() : message;
    }
    boolean isNew = !error.getMessage().equals(last.getProperty("reason"));
    Map<Object, Object> before = Map.copyOf(last);
    last.setProperty("reason", error.getMessage());
    Instant since = time("since").orElse(now);
    last.setProperty("since", since.toString());
    Optional<String> words = isNew || always ? message : Optional.empty();
    Duration lasted = Duration.between(since, now);
    boolean quiet = time("loud").filter(t -> now.isBefore(t.plus(LOUD_AGAIN_AFTER))).isPresent();
    if (lasted.compareTo(overdue) >= 0 && !quiet) {
      last.setProperty("loud", now.toString());
      words =
          Optional.of(
              "WARNING: nothing could be uploaded for "
                  + lasted.toHours()
                  + " hours: "
                  + error.getMessage());
    }
    if (!last.equals(before)) { // a card wears out by what is written every minute
      save();
    }
    return words;
  }

  private Optional<Instant> time(String key) {
    try {
      return Optional.ofNullable(last.getProperty(key)).map(Instant::parse);
    } catch (java.time.DateTimeException e) {
      return Optional.empty();
    }
  }

  private void save() {
    if (file.isEmpty()) {
      return;
    }
    try {
      StringWriter text = new StringWriter();
      last.store(text, null);
      SmallFile.replace(file.get(), text.toString());
    } catch (IOException e) {
      // The next run says the same once more; nothing else is lost.
    }
  }
}
