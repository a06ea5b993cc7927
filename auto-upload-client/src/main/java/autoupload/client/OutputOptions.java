package autoupload.client;

import autoupload.cli.Terminal;
import autoupload.client.report.PassReport.Verbosity;
import autoupload.client.report.Progress;
import autoupload.operator.OperatorError;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for how much is said. */
final class OutputOptions {
  @Option(
      names = {"-v", "--verbose"},
      description = "A line for each file.")
  private boolean verbose;

  @Option(
      names = {"-q", "--quiet"},
      description = "Nothing but errors.")
  private boolean quiet;

  /** Says what is wrong with the options themselves. */
  void check() {
    if (verbose && quiet) {
      throw OperatorError.usage("give -v or -q, not both");
    }
  }

  /** How much a pass reports. */
  Verbosity verbosity() {
    if (quiet) {
      return Verbosity.QUIET;
    }
    return verbose ? Verbosity.VERBOSE : Verbosity.NORMAL;
  }

  /** Progress of a pass: drawn for a person, and logged by a client that stays up. */
  Progress progress(TimingOptions timing) {
    Optional<Terminal> terminal = Terminal.find();
    if (quiet || (terminal.isEmpty() && timing.every().isEmpty())) {
      return Progress.none();
    }
    return terminal
        .map(found -> Progress.on(System.err, found::columns))
        .orElseGet(() -> Progress.logged(System.out, timing.logProgress()));
  }
}
