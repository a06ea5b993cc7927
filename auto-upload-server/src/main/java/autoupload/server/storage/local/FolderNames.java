package autoupload.server.storage.local;

import autoupload.server.limits.LruCache;
import autoupload.server.storage.StorageException;
import autoupload.upload.RefusalCode;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Check that a name leads to its own folder, for file systems that take several names for one
 * (upper and lower case, forms of Unicode, short names of FAT): there another user's folder, or one
 * that Auto Upload keeps for itself, may be found by a name that is not its own.
 */
final class FolderNames {
  private static final Logger LOG = LoggerFactory.getLogger(FolderNames.class);
  private static final int REMEMBERED = 16_384;

  private final Path root;
  private final boolean folds;

  /** Homes that were found under exactly their own name. */
  private final LruCache<Path, FileStat.Inode> own = new LruCache<>(REMEMBERED);

  /** Users that were refused; the log names each once. */
  private final LruCache<Path, Boolean> refused = new LruCache<>(REMEMBERED);

  /**
   * Finds out what the store at {@code root} does.
   *
   * @param control a folder in it that may be written to, with lower-case letters in its name
   */
  FolderNames(Path root, Path control) {
    this.root = root;
    folds = foldsCase(control) || foldsUnicode(control);
    if (folds) {
      LOG.atInfo()
          .setMessage("the storage folder takes different spellings for the same name")
          .addKeyValue("folder", root)
          .log();
    }
  }

  private static boolean foldsCase(Path control) {
    String name = control.getFileName().toString();
    return isSame(control, control.resolveSibling(name.toUpperCase(Locale.ROOT)))
        || areOne(control, "probe-a", "PROBE-A");
  }

  private static boolean foldsUnicode(Path control) {
    return areOne(control, "probe-\u00e9", "probe-e\u0301");
  }

  /**
   * Whether a file has the second name too once it was made with the first; not by its inode, of
   * which FUSE may give one to each name. Takes it for granted where that cannot be tried: that
   * costs a look at the folder's names.
   */
  private static boolean areOne(Path control, String one, String other) {
    try {
      Path first = control.resolve(one);
      Path second = control.resolve(other);
      try {
        Files.deleteIfExists(first);
        Files.deleteIfExists(second);
        Files.createFile(first);
        return FileStat.of(second).isPresent();
      } finally {
        Files.deleteIfExists(first);
      }
    } catch (IOException | InvalidPathException e) {
      return true;
    }
  }

  /**
   * Refuses a user whose folder has another name, since it is somebody else's.
   *
   * @param home need not exist
   * @throws StorageException {@code STORAGE_FAILED}: the file is not to blame
   */
  void requireOwn(Path home) throws StorageException {
    if (!folds) {
      return;
    }
    try {
      Optional<FileStat.Inode> found = FileStat.of(home).map(FileStat::identity);
      if (found.isEmpty() || own.get(home).equals(found)) {
        return;
      }
      if (!isListed(home)) {
        logOnce(home);
        throw new StorageException(
            RefusalCode.STORAGE_FAILED,
            "the server's store takes this account's name for another one's: its operator must give"
                + " the account another name");
      }
      own.put(home, found.get());
    } catch (IOException e) {
      throw StorageErrors.of(e, root);
    }
  }

  private void logOnce(Path home) {
    if (refused.put(home, true).isEmpty()) {
      LOG.atError()
          .setMessage("two users would share a folder")
          .addKeyValue("user", home.getFileName())
          .addKeyValue("do", "give this account another name: the store takes both for one")
          .log();
    }
  }

  private boolean isListed(Path home) throws IOException {
    try (DirectoryStream<Path> names = Files.newDirectoryStream(root, path -> path.equals(home))) {
      return names.iterator().hasNext();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /**
   * Refuses a folder of a user's that is one of Auto Upload's by another name.
   *
   * @throws StorageException {@code NAME_INVALID}
   */
  void requireNotReserved(Path home, Path folder) throws StorageException {
    if (!folds) {
      return;
    }
    for (String reserved : List.of(ReservedNames.PARTIALS, ReservedNames.CONTROL_FOLDER)) {
      if (isSame(folder, home.resolve(reserved))) {
        throw new StorageException(
            RefusalCode.NAME_INVALID,
            "the server's store takes a folder of the name for one that Auto Upload keeps for"
                + " itself: rename it");
      }
    }
  }

  private static boolean isSame(Path one, Path other) {
    try {
      Optional<FileStat.Inode> found = FileStat.of(one).map(FileStat::identity);
      return found.isPresent() && found.equals(FileStat.of(other).map(FileStat::identity));
    } catch (IOException e) {
      return false;
    }
  }
}
