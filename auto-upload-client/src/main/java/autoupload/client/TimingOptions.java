package autoupload.client;

import autoupload.cli.TimeSpan;
import autoupload.operator.OperatorError;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for waiting times and intervals. */
final class TimingOptions {
  /** Less would only keep a core busy: changes in the folder are noticed without it. */
  private static final Duration LEAST_INTERVAL = Duration.ofMillis(10);

  private static final Duration LEAST_LOG_INTERVAL = Duration.ofSeconds(1);

  @Option(
      names = "--settle",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      defaultValue = "10",
      description =
          "How long a file must not have changed, in seconds or as 30s, 5m, 2h. Younger files are "
              + "waited for once, that long. Default: ${DEFAULT-VALUE}.")
  private Duration settle;

  @Option(
      names = "--give-up-waiting",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      defaultValue = "1h",
      description =
          "How long after its last change an MP4 or MOV file without its end is left for later; "
              + "then it is uploaded as it is, with a warning. Default: ${DEFAULT-VALUE}.")
  private Duration giveUpWaiting;

  @Option(
      names = "--retry-for",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "How long a lost server is tried again; before the first login at most 30 s. "
              + "Default: ${DEFAULT-VALUE}.")
  private Duration retryFor;

  @Option(
      names = "--every",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      description =
          "Keep running: look again at this interval, such as 30s, and soon after a change in the "
              + "folder. Ends with 0 on SIGTERM.")
  private Optional<Duration> every = Optional.empty();

  @Option(
      names = "--log-progress",
      converter = TimeSpan.class,
      paramLabel = "TIME",
      defaultValue = "10m",
      description =
          "With --every and without a terminal: how often to print a line while a file is under"
              + " way. Default: ${DEFAULT-VALUE}.")
  private Duration logProgress;

  /** How long a file must not have changed. */
  Duration settle() {
    return settle;
  }

  /** How long after its last change a recording without its end is waited for. */
  Duration giveUpWaiting() {
    return giveUpWaiting;
  }

  /** How long a lost server is tried again. */
  Duration retryFor() {
    return retryFor;
  }

  /** How often to say how far an upload is. */
  Duration logProgress() {
    return logProgress;
  }

  /** Says what is wrong with the options themselves. */
  void check() {
    if (every.filter(interval -> interval.compareTo(LEAST_INTERVAL) < 0).isPresent()) {
      throw OperatorError.usage(
          "--every takes a time of 10ms or more, such as 30s: leave it out for a single pass");
    }
    if (logProgress.compareTo(LEAST_LOG_INTERVAL) < 0) {
      throw OperatorError.usage("--log-progress takes a time of 1s or more, such as 10m");
    }
  }

  /** How often to look again; empty to look once. */
  Optional<Duration> every() {
    return every;
  }
}
