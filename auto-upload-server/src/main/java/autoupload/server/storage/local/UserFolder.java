package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.server.storage.StoreRoom;
import autoupload.upload.RefusalCode;
import autoupload.upload.ReservedNames;
import autoupload.upload.UploadName;
import autoupload.upload.UserName;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Folder of a user, and path resolution in it. No symlink is followed below the store's root, so no
 * name leads out of it.
 */
final class UserFolder {
  private static final String FOLDER_PERMISSIONS = "rwxr-x---";
  private static final String PARTIALS_PERMISSIONS = "rwx------";

  private final Path home;
  private final DurableFolders folders;
  private final StoreMark mark;
  private final FolderNames names;

  /**
   * The folder of {@code user}, which need not exist.
   *
   * @param root the store's root, a real path
   */
  UserFolder(Path root, UserName user, DurableFolders folders, StoreMark mark, FolderNames names)
      throws StorageException {
    home = below(root, user.value());
    this.folders = folders;
    this.mark = mark;
    this.names = names;
  }

  /** The folder itself, which need not exist. */
  Path home() {
    return home;
  }

  /** The folder for unfinished uploads, which need not exist. */
  Path partials() {
    return home.resolve(ReservedNames.PARTIALS);
  }

  /** Makes this folder and the one for unfinished uploads where they are missing. */
  void make() throws StorageException {
    ensure(home, FOLDER_PERMISSIONS);
    ensure(partials(), PARTIALS_PERMISSIONS);
  }

  /** Makes a folder where it is missing, and marks what this process sees for the first time. */
  private void ensure(Path folder, String permissions) throws StorageException {
    if (folders.ensure(folder, permissions)) {
      mark(folder);
    }
  }

  /**
   * Marks a folder as part of the store. To be called before a receipt for a file in it leaves: a
   * client that sees the folder through a mount looks for the mark once it has the receipt.
   *
   * @return whether it had no mark
   */
  boolean mark(Path folder) throws StorageException {
    try {
      return mark.put(folder);
    } catch (IOException e) {
      throw StorageErrors.of(e, folder);
    }
  }

  /** The room in the file system it is on, or will be. */
  StoreRoom.Space space() throws StorageException {
    try {
      Optional<FileStat> own = FileStat.of(home);
      Path folder = own.isPresent() ? home : home.getParent();
      Optional<FileStat> facts = own.isPresent() ? own : FileStat.of(folder);
      File file = folder.toFile();
      Inodes inodes = Inodes.of(folder);
      return new StoreRoom.Space(
          facts.map(FileStat::device).orElse(0L),
          file.getUsableSpace(),
          file.getTotalSpace(),
          inodes.free(),
          inodes.total());
    } catch (IOException e) {
      throw StorageErrors.of(e, home.getParent());
    }
  }

  /**
   * The path of a name, if all its folders exist. Creates nothing.
   *
   * @throws StorageException {@code NAME_CONFLICT} if one of them is something else
   */
  Optional<Path> find(UploadName name) throws StorageException {
    Path at = home;
    if (!isFolder(at)) {
      return Optional.empty();
    }
    for (String folder : name.folders()) {
      at = folderIn(at, folder);
      if (!isFolder(at)) {
        return Optional.empty();
      }
    }
    return Optional.of(below(at, name.fileName()));
  }

  /**
   * How many folders of a name would have to be made.
   *
   * @throws StorageException {@code NAME_CONFLICT} if one of them is something else
   */
  int missingFolders(UploadName name) throws StorageException {
    Path at = home;
    int there = 0;
    List<String> names = name.folders();
    while (there < names.size() && isFolder(below(at, names.get(there)))) {
      at = below(at, names.get(there));
      there++;
    }
    return names.size() - there;
  }

  private static boolean isFolder(Path path) throws StorageException {
    Optional<FileStat> facts;
    try {
      facts = FileStat.of(path);
    } catch (IOException e) {
      throw StorageErrors.of(e, path.getParent());
    }
    if (facts.isPresent() && !facts.get().isFolder()) {
      throw StorageErrors.conflict("a folder of the name is a file or a link on the server");
    }
    return facts.isPresent();
  }

  /**
   * The path of a name, whose folders are made where they are missing, marked, and durable.
   *
   * @throws StorageException {@code NAME_CONFLICT} if one of them is something else
   */
  Path makeRoomFor(UploadName name) throws StorageException {
    Path at = home;
    ensure(at, FOLDER_PERMISSIONS);
    for (String folder : name.folders()) {
      at = folderIn(at, folder);
      ensure(at, FOLDER_PERMISSIONS);
    }
    requireReal(at);
    mark(at);
    return below(at, name.fileName());
  }

  /** Looks again, at the whole way at once: a folder may just have been replaced by a link. */
  private static void requireReal(Path folder) throws StorageException {
    try {
      if (!folder.toRealPath().equals(folder)) {
        throw StorageErrors.conflict("a folder of the name is a link on the server");
      }
    } catch (IOException e) {
      throw StorageErrors.of(e, folder.getParent());
    }
  }

  private Path folderIn(Path folder, String name) throws StorageException {
    Path path = below(folder, name);
    if (folder.equals(home)) {
      names.requireNotReserved(home, path);
    }
    return path;
  }

  private static Path below(Path folder, String name) throws StorageException {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new StorageException(
          RefusalCode.NAME_INVALID,
          "the server cannot write this name: start it in a UTF-8 locale such as C.UTF-8",
          e);
    }
  }
}
