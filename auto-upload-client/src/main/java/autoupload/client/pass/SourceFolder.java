package autoupload.client.pass;

import autoupload.cli.ShellWord;
import autoupload.mount.Mount;
import autoupload.mount.MountTable;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Folder to upload, as it was found. One that is not there, or not mounted, may be there soon: that
 * is never a mistake in the options. A file in its place is one.
 *
 * @param path a real path
 * @param key device and inode
 * @param mount what it must lie on, if it must lie on any
 */
public record SourceFolder(Path path, Object key, Optional<Mount> mount) {
  /**
   * Finds it.
   *
   * @throws OperatorError with {@link ExitCode#NOT_NOW} if it is not there, or should be mounted
   *     and is not; with {@link ExitCode#USAGE} if it is a file
   */
  public static SourceFolder find(Path given, boolean requireMount) {
    try {
      Path real = given.toRealPath();
      if (Files.isRegularFile(real)) {
        throw OperatorError.usage(
            "-f: " + ShellWord.of(given) + " is a file: give the folder that it is in");
      }
      Optional<Mount> mount = requireMount ? Optional.of(mountOf(real)) : Optional.empty();
      return new SourceFolder(real, keyOf(real), mount);
    } catch (IOException e) {
      throw notNow("cannot use the folder " + ShellWord.of(given) + ": " + IoReason.of(e), e);
    }
  }

  /** As it is now: after it was away it may be another folder, on another mount. */
  public SourceFolder again() {
    return find(path, mount.isPresent());
  }

  /**
   * Makes sure that what was seen in it lately was seen in this very folder, on this mount.
   *
   * @throws OperatorError with {@link ExitCode#NOT_NOW} if it was not
   */
  void requireStill() {
    if (!isStill()) {
      throw notNow(
          "the folder " + ShellWord.of(path) + " went away or was exchanged just now", null);
    }
  }

  /** Whether its path leads to this very folder now. */
  boolean isStill() {
    try {
      return key.equals(keyOf(path)) && (mount.isEmpty() || mount.get().id() == mountOf(path).id());
    } catch (IOException | OperatorError e) {
      return false;
    }
  }

  /**
   * @throws NotDirectoryException if it is none
   */
  private static Object keyOf(Path real) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(real, BasicFileAttributes.class);
    if (!attributes.isDirectory()) {
      throw new NotDirectoryException(real.toString());
    }
    return Optional.ofNullable(attributes.fileKey()).orElse(real);
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
