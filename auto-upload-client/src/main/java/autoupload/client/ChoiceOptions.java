package autoupload.client;

import autoupload.client.scan.FileChoice;
import autoupload.operator.OperatorError;
import java.util.List;
import picocli.CommandLine.Option;

/** Options for the files to upload and their order. */
final class ChoiceOptions {
  @Option(
      names = "--order",
      paramLabel = "ORDER",
      defaultValue = "oldest",
      description = "What goes first: oldest, newest, smallest, largest or name.")
  private FileChoice.Order order;

  @Option(
      names = "--include",
      paramLabel = "PATTERN",
      description =
          "Upload only files that match, such as '*.mp4'; with a / it is matched with the path below "
              + "FOLDER. May be given several times.")
  private List<String> includes = List.of();

  @Option(
      names = "--exclude",
      paramLabel = "PATTERN",
      description = "Leave out files that match. May be given several times.")
  private List<String> excludes = List.of();

  @Option(
      names = "--hidden",
      description = "Upload hidden and temporary names too (.*, *~, *.tmp, *.part and their like).")
  private boolean hidden;

  /** The choice made. */
  FileChoice choice() {
    try {
      return new FileChoice(order, includes, excludes, hidden);
    } catch (IllegalArgumentException e) {
      throw OperatorError.usage("--include and --exclude: " + e.getMessage());
    }
  }
}
