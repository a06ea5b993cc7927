package autoupload.server.storage.local;

import autoupload.server.limits.LruCache;
import autoupload.server.storage.StorageException;
import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/**
 * Lookup of stored files by name and content, for receipts. Digests are remembered for as long as
 * the file's metadata is the same, and no file is confirmed before it and its folders are forced.
 */
final class StoredFiles {
  private static final int REMEMBERED = 16_384;
  private static final int READ_BYTES = 1 << 20;

  /** How often a file that changes while it is read is looked at again. */
  private static final int ATTEMPTS = 3;

  /**
   * Cached digest of a file that was read or received.
   *
   * @param durable whether this process forced the file and its folders since
   */
  private record CachedDigest(FileStat facts, ContentDigest digest, boolean durable) {}

  private final Disk disk;
  private final DurableFolders folders;
  private final NameLocks claims;
  private final LruCache<Path, CachedDigest> known = new LruCache<>(REMEMBERED);
  private final Set<FileStat.Inode> distrusted = ConcurrentHashMap.newKeySet();

  StoredFiles(Disk disk, DurableFolders folders, NameLocks claims) {
    this.disk = disk;
    this.folders = folders;
    this.claims = claims;
  }

  /** Remembers a file that this process published and forced. */
  void published(Path file, FileStat facts, ContentDigest digest) {
    known.put(file, new CachedDigest(facts, digest, true));
  }

  /** {@link autoupload.server.storage.Storage#mayHold}. */
  boolean mayHold(UserFolder user, UploadOffer offer) throws StorageException {
    Optional<Path> place = user.find(offer.name());
    if (place.isEmpty()) {
      return false;
    }
    Path folder = place.get().getParent();
    try {
      if (FileStat.of(place.get()).isEmpty()) {
        return false; // the content itself would go there, so no variant is looked for
      }
      if (candidate(place.get(), offer.size()).isPresent()) {
        return true;
      }
      return hasVariant(folder, offer);
    } catch (IOException e) {
      throw StorageErrors.of(e, folder);
    }
  }

  private boolean hasVariant(Path folder, UploadOffer offer) throws IOException {
    DirectoryStream.Filter<Path> filter =
        path -> ConflictNames.isOne(offer.name(), path.getFileName().toString());
    try (DirectoryStream<Path> variants = Files.newDirectoryStream(folder, filter)) {
      for (Path variant : variants) {
        if (candidate(variant, offer.size()).isPresent()) {
          return true;
        }
      }
      return false;
    }
  }

  /** {@link autoupload.server.storage.Storage#prove}. */
  Optional<Receipt> prove(
      UserFolder user, UploadOffer offer, ContentDigest digest, BooleanSupplier wanted)
      throws StorageException {
    for (UploadName name : ConflictNames.of(offer.name(), digest)) {
      Optional<Receipt> receipt = confirm(user, name, offer.size(), digest, wanted);
      if (receipt.isPresent()) {
        return receipt;
      }
    }
    return Optional.empty();
  }

  /**
   * The receipt for the file of exactly this name, if it has this content; it and its folders are
   * forced before. Waits while another thread publishes under this name.
   *
   * @param wanted asked before each block that is read
   * @throws StorageException {@code ABORTED} if it is not wanted any more
   */
  Optional<Receipt> confirm(
      UserFolder user, UploadName name, long size, ContentDigest digest, BooleanSupplier wanted)
      throws StorageException {
    Optional<Path> place = user.find(name);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    Path file = place.get();
    try {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Optional<FileStat> facts = candidate(file, size);
        if (facts.isEmpty()) {
          return Optional.empty();
        }
        CachedDigest content = contentOf(file, facts.get(), wanted);
        if (!content.digest().equals(digest)) {
          return Optional.empty();
        }
        boolean confirmed =
            claims.alone(
                file,
                () -> {
                  boolean unchanged = candidate(file, size).equals(facts);
                  if (unchanged) {
                    makeDurable(user, name, file, content);
                  }
                  return unchanged;
                });
        if (confirmed) {
          return Optional.of(new Receipt(name, size, digest));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw StorageErrors.of(e, file.getParent());
    }
  }

  private Optional<FileStat> candidate(Path file, long size) throws IOException {
    return FileStat.of(file)
        .filter(facts -> facts.isFile() && facts.size() == size)
        .filter(facts -> !distrusted.contains(facts.identity()));
  }

  private CachedDigest contentOf(Path file, FileStat facts, BooleanSupplier wanted)
      throws IOException {
    Optional<CachedDigest> remembered =
        known.get(file).filter(entry -> entry.facts().equals(facts));
    if (remembered.isPresent()) {
      return remembered.get();
    }
    CachedDigest read = new CachedDigest(facts, read(file, facts.size(), wanted), false);
    if (FileStat.of(file).equals(Optional.of(facts))) {
      known.put(file, read);
    }
    return read;
  }

  private static ContentDigest read(Path file, long size, BooleanSupplier wanted)
      throws IOException {
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(size));
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(READ_BYTES, Math.max(1, size)));
    try (FileChannel channel = open(file)) {
      while (!hasher.isComplete()) {
        if (!wanted.getAsBoolean()) {
          throw new StorageException(RefusalCode.ABORTED, "nobody waits for this file any more");
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), hasher.remainingInChunk()));
        if (buffer.hasRemaining() && channel.read(buffer) < 0) {
          throw new IOException("a stored file became shorter while it was read");
        }
        hasher.update(buffer.flip());
        if (hasher.remainingInChunk() == 0) {
          hasher.endChunk();
        }
      }
    }
    return hasher.digest();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  private void makeDurable(UserFolder user, UploadName name, Path file, CachedDigest content)
      throws IOException {
    folders.requireTrusted();
    boolean hadNoMark = user.mark(file.getParent());
    if (content.durable() && !hadNoMark) {
      return;
    }
    try (FileChannel channel = open(file)) {
      disk.force(channel);
    } catch (ForceFailedException e) {
      distrusted.add(content.facts().identity());
      throw new StorageException(
          RefusalCode.STORAGE_FAILED, "the server's disk could not keep a file stored before", e);
    }
    user.makeRoomFor(name);
    folders.forceExisting(file.getParent());
    known.put(file, new CachedDigest(content.facts(), content.digest(), true));
  }
}
