package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.upload.RefusalCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Root folder of the store as it was opened. Everything in the store is reached by path; where
 * another folder has that path now, because this one was moved, unmounted, or hidden by another
 * mount, nothing may be confirmed.
 */
final class HeldRoot implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HeldRoot.class);

  private final Path root;
  private final Path lockFile;
  private final Optional<Object> rootKey;
  private final Optional<Object> lockKey;
  private final FileChannel descriptor;
  private final AtomicBoolean away = new AtomicBoolean();

  /**
   * Holds a folder by a descriptor, so that no other one gets its inode number.
   *
   * @param root a real path
   * @param lockFile in the store, and held open for as long as this: it tells the store from an
   *     empty folder, and from its copy
   */
  HeldRoot(Path root, Path lockFile) throws IOException {
    this.root = root;
    this.lockFile = lockFile;
    descriptor = FileChannel.open(root, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    rootKey = key(root);
    lockKey = key(lockFile);
  }

  /** Device and inode; empty if there is none or it cannot be told. */
  private static Optional<Object> key(Path path) {
    try {
      return Optional.ofNullable(
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Whether its path leads to it. Two calls of lstat(2). */
  boolean isInPlace() {
    boolean inPlace = key(root).equals(rootKey) && key(lockFile).equals(lockKey);
    if (away.getAndSet(!inPlace) == inPlace) {
      log(inPlace);
    }
    return inPlace;
  }

  /**
   * Refuses while its path leads elsewhere.
   *
   * @throws StorageException {@code STORAGE_FAILED}
   */
  void requireInPlace() throws StorageException {
    if (!isInPlace()) {
      throw new StorageException(
          RefusalCode.STORAGE_FAILED,
          "the server's storage folder was moved, replaced or unmounted: its operator must put it"
              + " back");
    }
  }

  private void log(boolean inPlace) {
    if (inPlace) {
      LOG.atWarn()
          .setMessage("the storage folder is back: uploads go on")
          .addKeyValue("folder", root)
          .log();
    } else {
      LOG.atError()
          .setMessage("the storage folder was moved, replaced or unmounted: nothing is confirmed")
          .addKeyValue("folder", root)
          .addKeyValue(
              "do", "mount it or put it back; if it is another one now, restart the server")
          .log();
    }
  }

  @Override
  public void close() throws IOException {
    descriptor.close();
  }
}
