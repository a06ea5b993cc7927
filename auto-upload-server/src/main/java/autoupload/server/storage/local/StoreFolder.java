package autoupload.server.storage.local;

import autoupload.cli.ExitCode;
import autoupload.cli.IoReason;
import autoupload.cli.OperatorError;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The root of a local store: who it is, and the lock that keeps a second server away. */
final class StoreFolder implements AutoCloseable {
  private static final FileAttribute<?> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x"));
  private static final FileAttribute<?> FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

  private final Path root;
  private final StoreId id;
  private final FileChannel lock;

  private StoreFolder(Path root, StoreId id, FileChannel lock) {
    this.root = root;
    this.id = id;
    this.lock = lock;
  }

  /**
   * Opens the folder of a store.
   *
   * @throws OperatorError if it is no folder, not writable, or another server has it
   */
  static StoreFolder open(Path folder, Forcer forcer) {
    try {
      Path root = folder.toRealPath();
      if (!Files.isDirectory(root)) {
        throw OperatorError.usage(folder + " is not a folder");
      }
      if (!Files.isWritable(root)) {
        throw OperatorError.usage(
            "the folder " + folder + " is not writable: give it to the user the server runs as");
      }
      return open(root, root.resolve(StoreId.FILE), forcer);
    } catch (NoSuchFileException e) {
      throw OperatorError.usage("there is no folder " + folder + ": make it, or mount it");
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.USAGE, "cannot use the folder " + folder + ": " + IoReason.of(e), e);
    }
  }

  private static StoreFolder open(Path root, Path idFile, Forcer forcer) throws IOException {
    Path own = idFile.getParent();
    if (!Files.isDirectory(own)) {
      Files.createDirectory(own, FOLDER);
      forcer.folder(root);
    }
    FileChannel lock =
        FileChannel.open(
            own.resolve("lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE);
    try {
      if (!isLocked(lock)) {
        throw OperatorError.usage(
            "another server is running on the folder " + root + ": stop it first");
      }
      return new StoreFolder(root, id(idFile, forcer), lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static boolean isLocked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // this very process has it
    }
  }

  private static StoreId id(Path file, Forcer forcer) throws IOException {
    try {
      return new StoreId(Files.readString(file).strip());
    } catch (NoSuchFileException e) {
      return newId(file, forcer);
    } catch (IllegalArgumentException e) {
      throw OperatorError.usage(
          file + " does not hold a store id: restore it, or remove it to become a new store");
    }
  }

  private static StoreId newId(Path file, Forcer forcer) throws IOException {
    StoreId id = StoreId.random();
    Path temporary = file.resolveSibling("store-id.new");
    Files.deleteIfExists(temporary);
    Files.createFile(temporary, FILE);
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      channel.write(StandardCharsets.UTF_8.encode(id.hex() + "\n"));
      forcer.file(channel);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    forcer.folder(file.getParent());
    return id;
  }

  /** A real path. */
  Path root() {
    return root;
  }

  StoreId id() {
    return id;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      // The kernel drops the lock with the process.
    }
  }
}
