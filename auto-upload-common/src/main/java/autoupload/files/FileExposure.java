package autoupload.files;

import autoupload.operator.OneLine;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/** Permission check for files with secrets in them: whether others on the machine may read them. */
public final class FileExposure {
  private FileExposure() {}

  /**
   * Whether others than the owner and the group may read the file (mode bit {@code o+r}); false
   * where the file system has no such bits or they cannot be read.
   */
  public static boolean isReadableByOthers(Path file) {
    try {
      return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * Whether nobody but the owner may do anything with the file, its group included; true where the
   * file system has no such bits.
   *
   * @throws IOException if that cannot be told, as when there is no such file
   */
  private static boolean isForOwnerOnly(Path file) throws IOException {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).endsWith("------");
    } catch (UnsupportedOperationException e) {
      return true;
    }
  }

  /**
   * Whether a file in that folder can be kept from others at all; some file systems, such as FAT,
   * show all files with one mode. In doubt, as on a full disk, it can.
   */
  public static boolean canBeForOwnerOnly(Path folder) {
    try {
      if (isForOwnerOnly(folder)) {
        return true; // a folder that has a mode of its own, as whoever made it wanted
      }
      Path probe = folder.resolve("mode.new");
      Files.deleteIfExists(probe);
      Files.createFile(probe, FileMode.OWNER_ONLY);
      try {
        return isForOwnerOnly(probe);
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException | UnsupportedOperationException e) {
      return true;
    }
  }

  /**
   * Refuses a file that anybody but its owner may read.
   *
   * @param why what is in it and what to do, for the end of the sentence
   * @throws OperatorError if others may
   * @throws IOException if that cannot be told, as when there is no such file
   */
  public static void requireForOwnerOnly(Path file, String why) throws IOException {
    if (!isForOwnerOnly(file)) {
      throw OperatorError.usage("others on this machine may read " + file + ", " + why);
    }
  }

  /** What a command says of a file of secrets that others may read, in one line. */
  public static String warning(Path file) {
    return OneLine.of("warning: every user of this machine can read " + file + ": chmod 600 it");
  }
}
