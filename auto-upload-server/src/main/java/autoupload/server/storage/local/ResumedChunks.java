package autoupload.server.storage.local;

import autoupload.crypto.BulkCrypto;
import autoupload.server.storage.StorageException;
import autoupload.upload.ChunkPlan;
import autoupload.upload.RefusalCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.security.MessageDigest;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chunks of an upload from before its resume, known by their recorded digests only until they are
 * read again. For one thread at a time.
 */
final class ResumedChunks {
  private static final Logger LOG = LoggerFactory.getLogger(ResumedChunks.class);
  private static final int READ_BYTES = 1 << 20;

  private final ChunkPlan plan;
  private final List<byte[]> digests;
  private volatile int verified;

  ResumedChunks(ChunkPlan plan, List<byte[]> digests) {
    this.plan = plan;
    this.digests = List.copyOf(digests);
  }

  /** Whether all of them were read and found to be right. */
  boolean areVerified() {
    return verified == digests.size();
  }

  /** Those before a chunk. */
  List<byte[]> before(int chunk) {
    return digests.subList(0, chunk);
  }

  /**
   * Reads what was not read yet.
   *
   * @param wanted asked before each block that is read
   * @return the first chunk that is not what it was; empty if all are
   * @throws StorageException {@code ABORTED} if they are not wanted any more
   */
  OptionalInt firstDamaged(PartialData data, BooleanSupplier wanted) throws StorageException {
    ByteBuffer buffer = ByteBuffer.allocate(areVerified() ? 0 : READ_BYTES);
    for (int chunk = verified; chunk < digests.size(); chunk++) {
      if (!isRight(chunk, data, buffer, wanted)) {
        return OptionalInt.of(chunk);
      }
      verified = chunk + 1;
    }
    return OptionalInt.empty();
  }

  private boolean isRight(int chunk, PartialData data, ByteBuffer buffer, BooleanSupplier wanted)
      throws StorageException {
    MessageDigest sha256 = BulkCrypto.chosen().sha256();
    long end = plan.end(chunk);
    long at = plan.start(chunk);
    while (at < end) {
      if (!wanted.getAsBoolean()) {
        throw new StorageException(RefusalCode.ABORTED, "nobody waits for this upload any more");
      }
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - at));
      try {
        data.read(buffer, at);
      } catch (ClosedChannelException e) {
        throw new StorageException(RefusalCode.ABORTED, "the upload has ended", e);
      } catch (IOException e) {
        warn(data, chunk, "cannot be read: " + e.getMessage());
        return false;
      }
      at += buffer.position();
      sha256.update(buffer.flip());
    }
    boolean right = MessageDigest.isEqual(sha256.digest(), digests.get(chunk));
    if (!right) {
      warn(data, chunk, "has another content than was received");
    }
    return right;
  }

  private static void warn(PartialData data, int chunk, String cause) {
    LOG.atWarn()
        .setMessage("an unfinished upload is damaged: a disk goes bad, or a program writes there")
        .addKeyValue("file", data.path())
        .addKeyValue("chunk", chunk)
        .addKeyValue("cause", cause)
        .log();
  }
}
