package autoupload.server.storage.local;

import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Digests of stored files, remembered together with what tells that the file is still the same:
 * device, inode, size, modification and change time. Bounded; what falls out is read again. Safe
 * for use by many threads.
 */
final class KnownDigests {
  private static final int MOST = 10_000;
  private static final int BLOCK = 1 << 20;
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /**
   * @param forced whether this process forced the file and the folder that names it
   */
  record Known(ContentDigest digest, boolean forced) {}

  /** What a file is known by. */
  record Identity(Object device, Object inode, Object size, Object modified, Object changed) {
    static Identity of(Path file) throws IOException {
      Map<String, Object> is =
          Files.readAttributes(
              file, "unix:dev,ino,size,lastModifiedTime,ctime", LinkOption.NOFOLLOW_LINKS);
      return new Identity(
          is.get("dev"),
          is.get("ino"),
          is.get("size"),
          is.get("lastModifiedTime"),
          is.get("ctime"));
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Identity, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Identity, Known> eldest) {
          return size() > MOST;
        }
      };

  void remember(Path file, Known what) throws IOException {
    Identity identity = Identity.of(file);
    lock.lock();
    try {
      known.put(identity, what);
    } finally {
      lock.unlock();
    }
  }

  /** The digest of a regular file as it is now, remembered or read. */
  Known of(Path file) throws IOException {
    Identity identity = Identity.of(file);
    Optional<Known> remembered = recall(identity);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    Known read = new Known(read(file), false);
    if (!Identity.of(file).equals(identity)) {
      throw new IOException("the stored file changed while it was read");
    }
    lock.lock();
    try {
      known.putIfAbsent(identity, read);
    } finally {
      lock.unlock();
    }
    return read;
  }

  private Optional<Known> recall(Identity identity) {
    lock.lock();
    try {
      return Optional.ofNullable(known.get(identity));
    } finally {
      lock.unlock();
    }
  }

  private static ContentDigest read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ)) {
      ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(channel.size()));
      ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
      while (!hasher.isComplete()) {
        if (hasher.remainingInChunk() == 0) {
          hasher.endChunk();
        } else {
          block.clear().limit((int) Math.min(block.capacity(), hasher.remainingInChunk()));
          if (channel.read(block) < 0) {
            throw new EOFException("the stored file became shorter while it was read");
          }
          hasher.update(block.flip());
        }
      }
      return hasher.digest();
    }
  }
}
