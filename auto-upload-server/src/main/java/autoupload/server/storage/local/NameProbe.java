package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.upload.RefusalCode;
import autoupload.upload.ReservedNames;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/**
 * Probe for characters that a file system takes in no name, such as a colon on exFAT and NTFS. Each
 * file system reports that in its own words, some as "no such file"; so a file with such a name is
 * made, once for each combination, and one without for comparison.
 */
final class NameProbe {
  /** What some file system refuses; the last two only at the end of a name. */
  private static final String ANYWHERE = "\"*:<>?\\|";

  private static final String AT_THE_END = ". ";

  private final Path folder;
  private final ConcurrentMap<String, Boolean> refused = new ConcurrentHashMap<>();

  /**
   * @param folder one that may be written to, on the file system of the names
   */
  NameProbe(Path folder) {
    this.folder = folder;
  }

  /**
   * Refuses a name that the file system cannot hold; costs a look at its characters.
   *
   * @throws StorageException {@code NAME_INVALID}
   */
  void requireHoldable(UploadName name) throws StorageException {
    for (String folderName : name.folders()) {
      requireHoldablePart(folderName);
    }
    requireHoldablePart(name.fileName());
  }

  private void requireHoldablePart(String part) throws StorageException {
    String doubtful = doubtful(part);
    if (!doubtful.isEmpty() && refused.computeIfAbsent(doubtful, this::isRefused)) {
      throw new StorageException(
          RefusalCode.NAME_INVALID,
          "the server's file system takes no name with '" + doubtful + "' in it: rename the file");
    }
  }

  /** Each doubtful character once, in one order, so that there are few combinations. */
  private static String doubtful(String part) {
    StringBuilder found = new StringBuilder();
    IntStream.range(0, ANYWHERE.length())
        .filter(i -> part.indexOf(ANYWHERE.charAt(i)) >= 0)
        .forEach(i -> found.append(ANYWHERE.charAt(i)));
    char last = part.charAt(part.length() - 1);
    return AT_THE_END.indexOf(last) >= 0 ? found.append(last).toString() : found.toString();
  }

  private boolean isRefused(String doubtful) {
    return !canBeMade(ReservedNames.NAME_PROBE + doubtful) && canBeMade(ReservedNames.NAME_PROBE);
  }

  /** Under exactly that name: a file system may also leave out what it does not take. */
  private boolean canBeMade(String name) {
    Path probe = folder.resolve(name);
    try {
      Files.deleteIfExists(probe);
      Files.createFile(probe);
      try (var listed = Files.newDirectoryStream(folder, probe::equals)) {
        return listed.iterator().hasNext();
      } finally {
        Files.deleteIfExists(probe);
      }
    } catch (IOException e) {
      return false;
    }
  }
}
