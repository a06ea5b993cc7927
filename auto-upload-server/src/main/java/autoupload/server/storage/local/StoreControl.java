package autoupload.server.storage.local;

import autoupload.files.FileMode;
import autoupload.files.Replace;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.server.storage.Lease;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Control folder of a store, with the store's id and the lock file that keeps a second server out
 * for as long as this is open.
 */
final class StoreControl implements AutoCloseable {
  /**
   * The stores of this process. A lock of fcntl(2) ends when any descriptor of the file is closed,
   * so the second to open a store must be stopped before it opens the file.
   */
  private static final Set<FileStat.Inode> HERE = ConcurrentHashMap.newKeySet();

  private static final String LOCK = "lock";

  private final FileStat.Inode identity;
  private final FileChannel lockFile;
  private final HeldRoot held;
  private final StoreId id;

  /** Jobs whose lease a thread of this server has. */
  private final Set<String> leased = ConcurrentHashMap.newKeySet();

  private StoreControl(FileStat.Inode identity, FileChannel lockFile, HeldRoot held, StoreId id) {
    this.identity = identity;
    this.lockFile = lockFile;
    this.held = held;
    this.id = id;
  }

  /**
   * Takes the store at {@code root}, a real path, and makes it one if it is none.
   *
   * @throws OperatorError if another server has it, or it is damaged
   */
  static StoreControl take(Path root, Disk disk) throws IOException {
    Path idFile = root.resolve(ReservedNames.STORE_ID);
    Path folder = idFile.getParent();
    makeFolder(folder);
    FileStat.Inode identity = FileStat.of(folder).orElseThrow().identity();
    if (!HERE.add(identity)) {
      throw inUse(root);
    }
    try {
      FileChannel lockFile = lock(root, folder.resolve(LOCK));
      try {
        StoreId id = readOrMakeId(idFile, disk);
        disk.forceFolder(folder);
        disk.forceFolder(root);
        HeldRoot held = new HeldRoot(root, folder.resolve(LOCK));
        return new StoreControl(identity, lockFile, held, id);
      } catch (IOException | OperatorError e) {
        lockFile.close();
        throw e;
      }
    } catch (IOException | OperatorError e) {
      HERE.remove(identity);
      throw e;
    }
  }

  /** Readable by all, so that a client on this machine can tell that it looks at its own store. */
  private static void makeFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, FileMode.of("rwxr-xr-x"));
    } catch (FileAlreadyExistsException e) {
      if (FileStat.of(folder).filter(FileStat::isFolder).isEmpty()) {
        throw OperatorError.usage(folder + " is no folder: move it away");
      }
    }
  }

  private static FileChannel lock(Path root, Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
            FileMode.OWNER_ONLY);
    Optional<FileLock> lock = Optional.ofNullable(channel.tryLock());
    if (lock.isEmpty()) {
      channel.close();
      throw inUse(root);
    }
    return channel;
  }

  private static OperatorError inUse(Path root) {
    return new OperatorError(
        ExitCode.NOT_NOW,
        "another server is at work in " + root + ": stop it, or give this one another folder");
  }

  private static StoreId readOrMakeId(Path path, Disk disk) throws IOException {
    if (FileStat.of(path).isEmpty()) {
      makeId(path, disk);
    }
    try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      return new StoreId(new String(in.readNBytes(100), StandardCharsets.US_ASCII).strip());
    } catch (IllegalArgumentException e) {
      throw new OperatorError(
          ExitCode.USAGE,
          path + " is damaged: restore it, or remove it and the store gets a new id",
          e);
    }
  }

  private static void makeId(Path path, Disk disk) throws IOException {
    Path aside = path.resolveSibling("store-id.new");
    String line = StoreId.random().hex() + "\n";
    new Replace(path, aside, FileMode.of("rw-r--r--"), disk, Optional.empty())
        .with(line.getBytes(StandardCharsets.US_ASCII));
  }

  /** The folder that was taken, whatever has its path now. */
  HeldRoot held() {
    return held;
  }

  StoreId id() {
    return id;
  }

  /** The lease of a job; no other server has one, for as long as this one has the lock. */
  Optional<Lease> lease(String job) {
    return leased.add(job) ? Optional.of(new JobLease(job)) : Optional.empty();
  }

  private final class JobLease implements Lease {
    private final String job;
    private boolean ended;

    JobLease(String job) {
      this.job = job;
    }

    @Override
    public boolean isHeld() {
      return !ended && lockFile.isOpen() && held.isInPlace();
    }

    @Override
    public void close() {
      if (!ended) {
        ended = true;
        leased.remove(job);
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (held) {
      lockFile.close();
    } finally {
      HERE.remove(identity);
    }
  }
}
