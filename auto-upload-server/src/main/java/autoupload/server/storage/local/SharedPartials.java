package autoupload.server.storage.local;

import autoupload.server.storage.UploadKey;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Partial uploads of several clients that share the data file of one of them, their owner. Each has
 * a log of its own, which records how much of the data belongs to it. The one that writes does so
 * behind the whole chunks of the others, so that only an upload that ends well ends the others.
 */
final class SharedPartials {
  private final Disk disk;
  private final PartialIndex index;

  SharedPartials(Disk disk, PartialIndex index) {
    this.disk = disk;
    this.index = index;
  }

  private record Other(PartialFiles files, PartialLog log) {}

  /** The other clients' uploads whose data is in the owner's file. */
  private List<Other> others(Path folder, UploadKey key, ClientId owner) throws IOException {
    List<Other> found = new ArrayList<>();
    for (PartialFiles files : index.ofAnyClient(folder, key.offer().name())) {
      PartialLog.read(files.log())
          .filter(log -> log.owner().equals(owner) && !log.client().equals(key.client()))
          .ifPresent(log -> found.add(new Other(files, log)));
    }
    return found;
  }

  /**
   * Leaves the others, durably, no more than whole chunks before {@code offset}, where this client
   * is about to write.
   */
  void cutOthers(Path folder, UploadKey key, ClientId owner, long offset) throws IOException {
    ChunkPlan plan = key.offer().plan();
    for (Other other : others(folder, key, owner)) {
      PartialLog log = other.log();
      if (log.offset() <= offset || !log.offer().equals(key.offer())) {
        continue;
      }
      int kept = Math.min(log.digests().size(), plan.completeBefore(offset));
      UploadKey its = new UploadKey(key.user(), log.client(), key.offer());
      try (CheckpointLog cut = new CheckpointLog(other.files().log(), its, disk, log)) {
        if (cut.hasMoreThan(kept)) {
          cut.restart();
        }
        cut.record(kept == 0 ? 0 : plan.end(kept - 1), log.digests().subList(0, kept));
      }
      StorePoint.ADOPTION_CUT.hit();
    }
  }

  /** Drops the upload that this client has in its own files, and what others have in them. */
  void dropOwn(Path folder, UploadKey key, PartialFiles own) throws IOException {
    if (Files.exists(own.log())) { // without it nobody else's is of use
      for (Other other : others(folder, key, key.client())) {
        Files.deleteIfExists(other.files().log());
        index.removeIfGone(other.files());
      }
    }
    own.drop();
  }

  /**
   * Drops an upload that has ended.
   *
   * @param published whether it ended well, and with it all others of the same data
   * @return how many bytes of the data the others still have
   */
  long drop(Path folder, UploadKey key, PartialFiles files, ClientId owner, boolean published)
      throws IOException {
    boolean isOwner = owner.equals(key.client());
    if (isOwner) {
      dropOwn(folder, key, files);
      return 0;
    }
    Files.deleteIfExists(files.log());
    long left = 0;
    for (Other other : others(folder, key, owner)) {
      if (published) {
        Files.deleteIfExists(other.files().log());
        index.removeIfGone(other.files());
      } else {
        left = Math.max(left, other.log().offset());
      }
    }
    if (published) {
      Files.deleteIfExists(files.part());
    }
    return left;
  }
}
