package autoupload.server.storage.local;

import autoupload.server.storage.Prefix;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.Usage;
import autoupload.upload.ChunkHasher;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.RefusalCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Table of the unfinished uploads of the store: finding, beginning, resuming and sweeping them,
 * with one connection at a time on each.
 */
final class Partials {
  private static final int READ_BYTES = 1 << 20;

  /** So many uploads of one name are looked at for one to adopt: each costs reading a log. */
  private static final int MOST_OF_A_NAME = 16;

  private final Disk disk;
  private final DurableFolders folders;
  private final Publisher publisher;
  private final PartialIndex index;
  private final SharedPartials shared;
  private final Set<Path> open = ConcurrentHashMap.newKeySet();

  Partials(Disk disk, DurableFolders folders, Publisher publisher) {
    this.disk = disk;
    this.folders = folders;
    this.publisher = publisher;
    this.index = new PartialIndex(disk);
    this.shared = new SharedPartials(disk, index);
  }

  PartialIndex index() {
    return index;
  }

  /**
   * Partial upload that can be resumed.
   *
   * @param offset where to resume: for another client's partial, the end of its last complete chunk
   */
  private record ResumablePartial(PartialFiles files, PartialLog log, long offset) {
    Prefix prefix() {
      return new Prefix(
          offset,
          log.digests().isEmpty()
              ? Optional.empty()
              : Optional.of(ContentDigest.ofChunks(log.digests())));
    }
  }

  /** {@link autoupload.server.storage.Storage#partial}. */
  Prefix find(UserFolder user, UploadKey key) throws StorageException {
    try {
      return locate(user.partials(), key).map(ResumablePartial::prefix).orElse(Prefix.NONE);
    } catch (IOException e) {
      throw StorageErrors.of(e, user.partials());
    }
  }

  private static PartialFiles own(Path folder, UploadKey key) {
    return PartialFiles.of(folder, key.client(), key.offer().name());
  }

  private Optional<ResumablePartial> locate(Path folder, UploadKey key) throws IOException {
    Optional<ResumablePartial> own = ofThis(own(folder, key), key);
    if (own.isPresent()) {
      return own;
    }
    if (key.offer().plan().count() == 1) {
      return Optional.empty(); // what another client has of one chunk is not worth a look around
    }
    Optional<ResumablePartial> best = Optional.empty();
    for (PartialFiles files :
        index.ofAnyClient(folder, key.offer().name()).stream().limit(MOST_OF_A_NAME).toList()) {
      Optional<ResumablePartial> other = ofOther(files, key);
      if (other.isPresent()
          && (best.isEmpty() || best.get().offset() < other.get().offset())
          && !open.contains(other.get().files().part())) {
        best = other;
      }
    }
    return best;
  }

  private static Optional<ResumablePartial> ofThis(PartialFiles files, UploadKey key)
      throws IOException {
    return files
        .resumable()
        .filter(log -> log.client().equals(key.client()))
        .filter(log -> log.offer().equals(key.offer()) && log.offset() > 0)
        .map(log -> new ResumablePartial(files.dataOf(log), log, log.offset()));
  }

  private static Optional<ResumablePartial> ofOther(PartialFiles files, UploadKey key)
      throws IOException {
    return files
        .resumable()
        .filter(log -> log.offer().equals(key.offer()) && !log.digests().isEmpty())
        .map(
            log ->
                new ResumablePartial(
                    files.dataOf(log), log, key.offer().plan().end(log.digests().size() - 1)));
  }

  /** Whether somebody is at work on the upload with this temporary file. */
  boolean isOpen(Path part) {
    return open.contains(part);
  }

  /** {@link autoupload.server.storage.StoreRoom#replaced}. */
  Usage replaced(UserFolder user, UploadKey key, long offset) throws StorageException {
    Path own = own(user.partials(), key).part();
    try {
      Usage adopted = Usage.NONE;
      if (offset > 0) {
        Optional<Path> other =
            locate(user.partials(), key)
                .map(found -> found.files().part())
                .filter(part -> !part.equals(own));
        adopted = other.isPresent() ? usage(other.get()) : Usage.NONE;
      }
      return usage(own).plus(adopted);
    } catch (IOException e) {
      throw StorageErrors.of(e, user.partials());
    }
  }

  private static Usage usage(Path part) throws IOException {
    return FileStat.of(part)
        .filter(FileStat::isFile)
        .map(facts -> Usage.ofFile(facts.size()))
        .orElse(Usage.NONE);
  }

  /** {@link autoupload.server.storage.Storage#begin}. */
  LocalPartial begin(UserFolder user, UploadKey key, long offset) throws StorageException {
    PartialFiles files = own(user.partials(), key);
    if (!open.add(files.part())) {
      throw new StorageException(
          RefusalCode.BUSY, "another connection is at work on this upload: try again later");
    }
    boolean begun = false;
    try {
      user.make();
      LocalPartial partial =
          offset == 0 ? create(user, files, key) : resume(user, files, key, offset);
      begun = true;
      return partial;
    } catch (IOException e) {
      throw StorageErrors.of(e, user.partials());
    } finally {
      if (!begun) {
        open.remove(files.part());
      }
    }
  }

  private LocalPartial create(UserFolder user, PartialFiles files, UploadKey key)
      throws IOException {
    shared.dropOwn(user.partials(), key, files);
    StorePoint.OLDER_DROPPED.hit();
    FileChannel data =
        FileChannel.open(
            files.part(),
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            PartialFiles.PERMISSIONS);
    StorePoint.PART_CREATED.hit();
    CheckpointLog log = new CheckpointLog(files.log(), key, key.client(), disk);
    return open(user, files, key, key.client(), data, log, new ChunkHasher(key.offer().plan()));
  }

  private LocalPartial open(
      UserFolder user,
      PartialFiles files,
      UploadKey key,
      ClientId owner,
      FileChannel data,
      CheckpointLog log,
      ChunkHasher hasher) {
    return new LocalPartial(
        new LocalPartial.Destination(publisher, user, key.offer(), () -> release(user, key, files)),
        new PartialData(
            disk,
            folders,
            files,
            data,
            log,
            index,
            published -> shared.drop(user.partials(), key, files, owner, published),
            hasher.position()),
        hasher);
  }

  private void release(UserFolder user, UploadKey key, PartialFiles files) {
    index.removeIfGone(files);
    open.remove(files.part());
    open.remove(own(user.partials(), key).part());
  }

  private LocalPartial resume(UserFolder user, PartialFiles own, UploadKey key, long offset)
      throws IOException {
    ResumablePartial found =
        locate(user.partials(), key)
            .filter(candidate -> candidate.offset() == offset)
            .orElseThrow(Partials::mismatch);
    Path data = found.files().part();
    boolean elsewhere = !data.equals(own.part());
    if (elsewhere && !open.add(data)) {
      throw new StorageException(
          RefusalCode.BUSY, "another device is at work on the same upload: try again later");
    }
    boolean begun = false;
    try {
      LocalPartial partial = resume(user, own, key, found);
      begun = true;
      return partial;
    } finally {
      if (elsewhere && !begun) {
        open.remove(data);
      }
    }
  }

  /** Nobody else is at work on the data by now. */
  private LocalPartial resume(
      UserFolder user, PartialFiles own, UploadKey key, ResumablePartial before)
      throws IOException {
    boolean adopts = !before.log().client().equals(key.client());
    PartialFiles logged = PartialFiles.ofEither(before.files().log());
    ResumablePartial found =
        (adopts ? ofOther(logged, key) : ofThis(logged, key))
            .filter(now -> now.offset() == before.offset()) // its owner may have gone on with it
            .orElseThrow(Partials::mismatch);
    ClientId owner = found.log().owner();
    shared.cutOthers(user.partials(), key, owner, found.offset());
    CheckpointLog log =
        adopts ? adopt(found, own, key) : new CheckpointLog(own.log(), key, disk, found.log());
    try {
      PartialFiles files = new PartialFiles(found.files().part(), own.log());
      FileChannel data = openExisting(files.part());
      try {
        data.truncate(found.offset());
        StorePoint.PART_CUT.hit();
        ChunkHasher hasher = new ChunkHasher(key.offer().plan(), found.log().digests());
        readOpenChunk(data, hasher, found.offset());
        return open(user, files, key, owner, data, log, hasher);
      } catch (IOException e) {
        data.close();
        throw e;
      }
    } catch (IOException e) {
      log.close();
      throw e;
    }
  }

  private static FileChannel openExisting(Path part) throws IOException {
    return FileChannel.open(
        part, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  private static StorageException mismatch() {
    return new StorageException(
        RefusalCode.RESUME_MISMATCH, "the partial upload has another length now: offer it again");
  }

  private static void readOpenChunk(FileChannel data, ChunkHasher hasher, long offset)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
    while (hasher.position() < offset) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), offset - hasher.position()));
      if (data.read(buffer, hasher.position()) < 0) {
        throw mismatch();
      }
      hasher.update(buffer.flip());
    }
  }

  /** Gives this client a log of its own on the data of another client's partial. */
  private CheckpointLog adopt(ResumablePartial found, PartialFiles own, UploadKey key)
      throws IOException {
    Path folder = own.log().getParent();
    shared.dropOwn(folder, key, own);
    CheckpointLog log = new CheckpointLog(own.log(), key, found.log().owner(), disk);
    try {
      log.record(found.offset(), found.log().digests());
      folders.force(folder, () -> Files.deleteIfExists(own.log()));
      index.add(own);
      StorePoint.ADOPTION_LOGGED.hit();
      return log;
    } catch (IOException e) {
      log.close();
      throw e;
    }
  }

  /**
   * Removes what cannot be gone on with: data with a second name, and logs without data.
   *
   * @param folder a user's folder of partials, which need not exist
   */
  static void removePublished(Path folder) throws IOException {
    for (PartialFiles files : PartialFiles.all(folder)) {
      Optional<FileStat> data = FileStat.of(files.part());
      if (data.isEmpty() ? !isBorrowed(files) : data.get().links() > 1) {
        files.drop();
      }
    }
  }

  private static boolean isBorrowed(PartialFiles files) throws IOException {
    Optional<PartialLog> log = PartialLog.read(files.log()).filter(PartialLog::isBorrowed);
    return log.isPresent() && files.isLent(log.get());
  }

  /**
   * Removes what was not written since {@code before} and nobody is at work on.
   *
   * @return how many uploads were given up
   */
  int removeOlder(Path folder, Instant before) throws IOException {
    int removed = 0;
    for (PartialFiles files : PartialFiles.all(folder)) {
      if (open.add(files.part())) {
        try {
          if (files.lastWritten().isBefore(before)) {
            files.drop();
            index.removeIfGone(files);
            removed++;
          }
        } finally {
          open.remove(files.part());
        }
      }
    }
    return removed;
  }
}
