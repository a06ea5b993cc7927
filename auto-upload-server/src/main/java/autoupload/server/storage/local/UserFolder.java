package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.upload.UploadName;
import autoupload.upload.UserName;
import autoupload.wire.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The folder of one user: no name leads out of it. Every component is looked at without following
 * links, and the folder a file goes to is resolved once more before anything is put there.
 */
final class UserFolder {
  /** Where unfinished uploads are, so that publishing one never crosses file systems. */
  static final String PARTIALS = UploadName.RESERVED_PREFIX + "-partial";

  private static final int REMEMBERED = 1 << 16;
  private static final FileAttribute<?> SHARED =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;
  private final Path folder;
  private final FolderSync sync;

  /** Folders whose own name is known to be on the disk. */
  private final Set<Path> durable = ConcurrentHashMap.newKeySet();

  /**
   * @param root the store's folder, as a real path
   */
  UserFolder(Path root, UserName user, FolderSync sync) {
    this.root = root;
    this.folder = root.resolve(user.value());
    this.sync = sync;
  }

  /** Where unfinished uploads of the user are, or would be. */
  Path partials() {
    return folder.resolve(PARTIALS);
  }

  /** Makes the user's folder and the one for unfinished uploads. */
  void make() throws IOException {
    if (!Files.isDirectory(partials(), LinkOption.NOFOLLOW_LINKS)) {
      ensure(root, folder, SHARED);
      ensure(folder, partials(), PRIVATE);
    }
  }

  /** The path of a stored file, whether or not it exists. Nothing is checked or made. */
  Path path(UploadName name) throws StorageException {
    try {
      return folder.resolve(name.value());
    } catch (InvalidPathException e) { // this process runs in a locale that cannot say it
      throw new StorageException(
          ErrorCode.NAME_INVALID, "the server's locale cannot represent the name", e);
    }
  }

  /** The attributes of what is stored under a name; empty if nothing is, or only behind a link. */
  Optional<BasicFileAttributes> find(UploadName name) throws IOException {
    Path at = folder;
    if (!isFolder(at)) {
      return Optional.empty();
    }
    for (String component : name.folders()) {
      at = at.resolve(component);
      if (!isFolder(at)) {
        return Optional.empty();
      }
    }
    return attributes(path(name));
  }

  /** Makes the folders on the way to a file, each durable, and gives the last one. */
  Path makeParents(UploadName name) throws IOException {
    Path at = folder;
    ensure(root, at, SHARED);
    path(name);
    for (String component : name.folders()) {
      Path next = at.resolve(component);
      ensure(at, next, SHARED);
      at = next;
    }
    if (!at.toRealPath().equals(at)) {
      throw conflict(at);
    }
    return at;
  }

  private void ensure(Path parent, Path child, FileAttribute<?> permissions) throws IOException {
    Optional<BasicFileAttributes> found = attributes(child);
    if (found.isEmpty()) {
      durable.remove(child);
      try {
        Files.createDirectory(child, permissions);
      } catch (FileAlreadyExistsException e) {
        // somebody else made it meanwhile
      }
      found = attributes(child);
    }
    if (found.filter(BasicFileAttributes::isDirectory).isEmpty()) {
      throw conflict(child);
    }
    if (!durable.contains(child)) {
      sync.force(parent);
      if (durable.size() >= REMEMBERED) {
        durable.clear();
      }
      durable.add(child);
    }
  }

  private StorageException conflict(Path path) {
    return new StorageException(
        ErrorCode.NAME_CONFLICT,
        "'" + root.relativize(path) + "' on the server is not a folder, so nothing can go into it");
  }

  private static boolean isFolder(Path path) throws IOException {
    return attributes(path).filter(BasicFileAttributes::isDirectory).isPresent();
  }

  /** Attributes of what is there, links not followed. */
  static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
    try {
      return Optional.of(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
