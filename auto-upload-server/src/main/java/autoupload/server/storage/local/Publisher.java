package autoupload.server.storage.local;

import autoupload.files.LinkOrMove;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.local.DurableFolders.Changed;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Publication of complete, checked and forced files under their final names. A name is only ever
 * added, never replaced, and no receipt is made before the folder is forced.
 */
final class Publisher {
  private final Disk disk;
  private final DurableFolders folders;
  private final NameLocks claims;
  private final StoredFiles stored;

  Publisher(Disk disk, DurableFolders folders, NameLocks claims, StoredFiles stored) {
    this.disk = disk;
    this.folders = folders;
    this.claims = claims;
    this.stored = stored;
  }

  /**
   * Publishes {@code part}, which was forced, under the offered name; under a variant of it if that
   * is another content's; or not at all if the same content is stored. When this returns, {@code
   * part} may still have its temporary name.
   */
  Receipt publish(Path part, UserFolder user, UploadOffer offer, ContentDigest digest)
      throws StorageException {
    folders.requireTrusted();
    for (UploadName name : ConflictNames.of(offer.name(), digest)) {
      Path place = user.makeRoomFor(name);
      if (claim(place, part, digest)) {
        return new Receipt(name, offer.size(), digest);
      }
      Optional<Receipt> present = stored.confirm(user, name, offer.size(), digest, () -> true);
      if (present.isPresent()) {
        return present.get();
      }
      if (name.equals(offer.name())) {
        requireFile(place);
      }
    }
    if (!ConflictNames.canBe(offer.name())) {
      throw StorageErrors.noVariant();
    }
    throw StorageErrors.conflict("the name and all its variants are taken on the server");
  }

  /**
   * @return false if something has this name already
   */
  private boolean claim(Path place, Path part, ContentDigest digest) throws StorageException {
    try {
      return claims.alone(place, () -> publishAt(place, part, digest));
    } catch (IOException e) {
      throw StorageErrors.of(e, place.getParent());
    }
  }

  private boolean publishAt(Path place, Path part, ContentDigest digest) throws IOException {
    FileStat before = FileStat.of(part).orElseThrow(() -> new NoSuchFileException("partial"));
    Changed to = changed(place.getParent());
    Changed from = changed(part.getParent());
    LinkOrMove named = LinkOrMove.name(place, part, disk::link);
    if (named == LinkOrMove.TAKEN) {
      return false;
    }
    StorePoint.PUBLISHED.hit();
    if (named == LinkOrMove.MOVED) {
      folders.forceMove(to, from, () -> unpublish(place, before));
    } else {
      folders.force(to.folder(), to.failures(), () -> unpublish(place, before));
    }
    StorePoint.FOLDER_FORCED.hit();
    // The temporary name goes last: had the folder not been forced, the data would still be here.
    Files.deleteIfExists(part);
    StorePoint.PART_UNLINKED.hit();
    FileStat.of(place)
        .filter(after -> after.identity().equals(before.identity()))
        .filter(after -> after.size() == before.size())
        .ifPresent(after -> stored.published(place, after, digest));
    return true;
  }

  private Changed changed(Path folder) {
    return new Changed(folder, folders.failures(folder));
  }

  private static boolean unpublish(Path place, FileStat part) throws IOException {
    boolean ours = FileStat.of(place).filter(f -> f.identity().equals(part.identity())).isPresent();
    return ours && Files.deleteIfExists(place);
  }

  /** What is no file keeps its name to itself; only files have variants. */
  private static void requireFile(Path place) throws StorageException {
    try {
      if (FileStat.of(place).filter(facts -> !facts.isFile()).isPresent()) {
        throw StorageErrors.conflict(
            "the name is taken by something that is no file on the server");
      }
    } catch (IOException e) {
      throw StorageErrors.of(e, place.getParent());
    }
  }
}
