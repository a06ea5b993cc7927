package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.wire.ErrorCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from a complete, forced temporary file to a receipt: publish without overwriting, force
 * the folder. A force that failed is never tried again on the same file, because the kernel may
 * have dropped the dirty pages and would then report success: what was published is unpublished,
 * and if even that cannot be made durable, nothing of this store is confirmed any more until it was
 * mounted anew.
 */
final class DurableCommit {
  private static final Logger LOG = LoggerFactory.getLogger(DurableCommit.class);

  private record Place(UploadName name, Path path, boolean existed) {}

  private final Forcer forcer;
  private final FolderSync sync;
  private final KnownDigests digests;

  /** For file systems without hard links, where looking and renaming are two steps. */
  private final ReentrantLock renaming = new ReentrantLock();

  private volatile boolean poisoned;

  DurableCommit(Forcer forcer, FolderSync sync, KnownDigests digests) {
    this.forcer = forcer;
    this.sync = sync;
    this.digests = digests;
  }

  /** Throws if this store may confirm nothing any more. */
  void checkUsable() throws StorageException {
    if (poisoned) {
      throw new StorageException(
          ErrorCode.STORAGE_FAILED,
          "the server's disk failed; it confirms nothing until it was mounted anew and the server"
              + " restarted");
    }
  }

  /**
   * Publishes {@code part}, which was forced, and gives its receipt. The name {@code part} is gone
   * afterwards.
   */
  Receipt publish(UserFolder user, UploadOffer offer, Path part, ContentDigest digest)
      throws IOException {
    checkUsable();
    Path folder = user.makeParents(offer.name());
    Failpoint.PARENTS_READY.hit();
    Place place = place(folder, offer, part, digest);
    if (place.existed()) {
      Files.deleteIfExists(part);
      return confirmExisting(place.name(), place.path(), digest);
    }
    Failpoint.PUBLISHED.hit();
    Files.deleteIfExists(part);
    Failpoint.PART_UNLINKED.hit();
    try {
      sync.force(folder);
    } catch (IOException e) {
      unpublish(folder, place.path());
      throw new StorageException(
          ErrorCode.STORAGE_FAILED, "the server's disk failed; nothing was confirmed", e);
    }
    Failpoint.FOLDER_FORCED.hit();
    digests.remember(place.path(), new KnownDigests.Known(digest, true));
    return new Receipt(place.name(), offer.size(), digest);
  }

  /** Names the content may be stored under, in the order in which they are taken. */
  static List<UploadName> candidates(UploadName name, ContentDigest digest) {
    List<UploadName> names = new ArrayList<>();
    names.add(name);
    for (int digits : new int[] {8, 16, 64}) {
      names.add(name.withVariant(digest.hex().substring(0, digits)));
    }
    return names;
  }

  private Place place(Path folder, UploadOffer offer, Path part, ContentDigest digest)
      throws IOException {
    for (UploadName name : candidates(offer.name(), digest)) {
      Path target = folder.resolve(name.fileName());
      if (link(part, target)) {
        return new Place(name, target, false);
      }
      if (holds(target, offer.size(), digest)) {
        return new Place(name, target, true);
      }
    }
    throw new StorageException(
        ErrorCode.NAME_CONFLICT, "every name for this content is taken by other contents");
  }

  /** Gives the file its name; false if the name is taken. Never overwrites. */
  private boolean link(Path part, Path target) throws IOException {
    try {
      Files.createLink(target, part);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException e) {
      return rename(part, target);
    } catch (FileSystemException e) {
      // link(2) says EPERM where the file system has no hard links, such as FAT
      if (String.valueOf(e.getReason()).contains("not permitted")) {
        return rename(part, target);
      }
      throw e;
    }
  }

  private boolean rename(Path part, Path target) throws IOException {
    renaming.lock();
    try {
      if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      renaming.unlock();
    }
  }

  private boolean holds(Path target, long size, ContentDigest digest) throws IOException {
    Optional<BasicFileAttributes> found = UserFolder.attributes(target);
    if (found.isEmpty()) {
      throw new IOException("a stored file went away while it was looked at");
    }
    if (!found.get().isRegularFile()) {
      throw new StorageException(
          ErrorCode.NAME_CONFLICT, "the name is taken by something that is not a file");
    }
    return found.get().size() == size && digests.of(target).digest().equals(digest);
  }

  /** The receipt of a stored file with that digest, forced unless this process already did. */
  Receipt confirmExisting(UploadName name, Path file, ContentDigest digest) throws IOException {
    checkUsable();
    KnownDigests.Known known = digests.of(file);
    if (!known.digest().equals(digest)) {
      throw new IOException("the stored file changed while it was confirmed");
    }
    if (!known.forced()) {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        forcer.file(channel);
      }
      sync.force(file.getParent());
      Failpoint.EXISTING_FORCED.hit();
      digests.remember(file, new KnownDigests.Known(digest, true));
    }
    return new Receipt(name, Files.size(file), digest);
  }

  private void unpublish(Path folder, Path target) {
    try {
      Files.deleteIfExists(target);
      sync.force(folder);
    } catch (IOException e) {
      poisoned = true;
      LOG.error(
          "a file that could not be forced could not be unpublished either: nothing is confirmed"
              + " until the file system was mounted anew and the server restarted folder={}",
          folder,
          e);
    }
  }
}
