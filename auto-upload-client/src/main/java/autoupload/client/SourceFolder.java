package autoupload.client;

import autoupload.cli.ExitCode;
import autoupload.cli.IoReason;
import autoupload.cli.OperatorError;
import autoupload.cli.ShellWord;
import autoupload.mount.Mount;
import autoupload.mount.MountTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder to upload, as it was found. One that is not there, or not mounted, may be there soon:
 * that is never a mistake in the options.
 *
 * @param path a real path
 * @param mount what it must lie on, if it must lie on any
 */
record SourceFolder(Path path, Optional<Mount> mount) {
  /** One that needs no mount. */
  static SourceFolder at(Path real) {
    return new SourceFolder(real, Optional.empty());
  }

  /**
   * Finds it.
   *
   * @throws OperatorError with {@link ExitCode#NOT_NOW} if it is not there, is no folder, or should
   *     be mounted and is not
   */
  static SourceFolder find(Path given, boolean requireMount) {
    Path real;
    try {
      real = given.toRealPath();
    } catch (IOException e) {
      throw notNow("cannot use the folder " + ShellWord.of(given) + ": " + IoReason.of(e), e);
    }
    if (!Files.isDirectory(real)) {
      throw notNow("cannot use the folder " + ShellWord.of(given) + ": it is not a folder", null);
    }
    return requireMount ? new SourceFolder(real, Optional.of(mountOf(real))) : at(real);
  }

  /** As it is now: after it was away it may lie on another mount. */
  SourceFolder again() {
    return mount.isPresent() ? find(path, true) : this;
  }

  /**
   * Makes sure that what was seen in it lately was seen on the mount it must lie on.
   *
   * @throws OperatorError with {@link ExitCode#NOT_NOW} if it was not
   */
  void requireStill() {
    if (mount.isPresent() && mount.get().id() != mountOf(path).id()) {
      throw notNow(
          "what is mounted at the folder " + ShellWord.of(path) + " was exchanged just now", null);
    }
  }

  private static Mount mountOf(Path real) {
    try {
      return MountTable.read()
          .required(real)
          .orElseThrow(
              () ->
                  notNow(
                      "nothing is mounted at the folder "
                          + ShellWord.of(real)
                          + " (--require-mount)",
                      null));
    } catch (IOException e) {
      throw OperatorError.usage(
          "--require-mount: this system does not tell what is mounted: " + IoReason.of(e));
    }
  }

  private static OperatorError notNow(String message, IOException cause) {
    return new OperatorError(ExitCode.NOT_NOW, message, cause);
  }
}
