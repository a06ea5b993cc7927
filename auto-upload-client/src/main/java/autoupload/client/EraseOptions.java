package autoupload.client;

import autoupload.cli.YesNo;
import autoupload.operator.OperatorError;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options for erasing sources once they are confirmed. */
final class EraseOptions {
  @Option(
      names = {"-d", "--deleteafterupload"},
      arity = "1",
      converter = YesNo.class,
      paramLabel = "y|n",
      defaultValue = "n",
      description = "Overwrite and remove each file here once the server has confirmed it.")
  private boolean delete;

  @Option(
      names = "--erase-home",
      description = "With -d y: your home folder, or what contains it, may be FOLDER too.")
  private boolean eraseHome;

  @Option(
      names = "--keep-newest",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "With -d y: keep the N newest files. A camera that counts on from its newest file repeats"
              + " names when that is gone.")
  private int keepNewest;

  /** Says what is wrong with the options themselves. */
  void check() {
    if (keepNewest < 0) {
      throw OperatorError.usage("--keep-newest takes a number, 0 or more");
    }
    if (!delete && (keepNewest > 0 || eraseHome)) {
      throw OperatorError.usage(
          (eraseHome ? "--erase-home" : "--keep-newest")
              + " is about what is erased, and without -d y nothing is: add -d y, or leave it out");
    }
  }

  /** Whether sources go. */
  boolean isOn() {
    return delete;
  }

  /** How many of the newest files stay. */
  int keepNewest() {
    return keepNewest;
  }

  /**
   * Folders that are not entered, each with the reason.
   *
   * @param source an existing folder, given as a real path
   * @throws OperatorError if the source itself is none that may be emptied
   */
  Map<Path, String> keptOutOf(Path source) {
    if (!delete) {
      return Map.of();
    }
    ProtectedFolders folders = ProtectedFolders.ofThisUser(eraseHome);
    folders.check(source);
    return folders.keptOut();
  }
}
