package autoupload.upload;

import autoupload.crypto.BulkCrypto;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Incremental hash of a content that arrives in order, chunk by chunk. Not safe for use by several
 * threads.
 *
 * <p>The caller never passes bytes beyond the open chunk's end: {@link #remainingInChunk} says how
 * many fit, and {@link #endChunk} is due when that is zero.
 */
public final class ChunkHasher {
  /** Fewer bytes are hashed before another thread has woken up. */
  private static final int WORTH_A_THREAD = 48 << 10;

  private final ChunkPlan plan;
  private final MessageDigest sha256 = BulkCrypto.chosen().sha256();
  private final List<byte[]> digests = new ArrayList<>();
  private Optional<HashThreads.Taken> beside = Optional.empty();
  private long position;

  /** Starts at the beginning of a content cut by {@code plan}. */
  public ChunkHasher(ChunkPlan plan) {
    this(plan, List.of());
  }

  /** Goes on after the chunks whose SHA-256 digests are given. */
  public ChunkHasher(ChunkPlan plan, List<byte[]> completed) {
    this.plan = plan;
    digests.addAll(completed);
    position = completed.isEmpty() ? 0 : plan.end(completed.size() - 1);
  }

  /** The offset of the next byte. */
  public long position() {
    return position;
  }

  /** How many bytes the open chunk still takes; 0 when it is full or every chunk is complete. */
  public long remainingInChunk() {
    return isComplete() ? 0 : plan.end(digests.size()) - position;
  }

  /** Whether every chunk was ended. */
  public boolean isComplete() {
    return digests.size() == plan.count();
  }

  /** Takes the next bytes. */
  public void update(byte[] bytes, int offset, int length) {
    checkFits(length);
    settle();
    sha256.update(bytes, offset, length);
    position += length;
  }

  /**
   * Takes what remains in the buffer, whose position stays, and may hash it in another thread while
   * the caller goes on. The bytes must stay as they are until the next call of any method but the
   * getters; so whoever has two blocks to fill in turn need not think of it.
   */
  public void updateBeside(ByteBuffer bytes) {
    int length = bytes.remaining();
    checkFits(length);
    settle();
    ByteBuffer given = bytes.duplicate();
    if (length >= WORTH_A_THREAD) {
      beside = HashThreads.take(() -> sha256.update(given));
    }
    if (beside.isEmpty()) {
      sha256.update(given);
    }
    position += length;
  }

  /** Takes what remains in the buffer. */
  public void update(ByteBuffer bytes) {
    int length = bytes.remaining();
    checkFits(length);
    settle();
    sha256.update(bytes);
    position += length;
  }

  /** Waits until everything was hashed that was given so far. */
  public void settle() {
    beside.ifPresent(HashThreads.Taken::await);
    beside = Optional.empty();
  }

  private void checkFits(int length) {
    if (length > remainingInChunk()) {
      throw new IllegalStateException("bytes beyond the end of the chunk");
    }
  }

  /** Ends the full open chunk and gives its SHA-256 digest. */
  public byte[] endChunk() {
    if (isComplete() || remainingInChunk() != 0) {
      throw new IllegalStateException("the chunk is not full");
    }
    settle();
    byte[] digest = sha256.digest();
    digests.add(digest);
    return digest.clone();
  }

  /** The digests of the chunks ended so far. */
  public List<byte[]> completed() {
    return List.copyOf(digests);
  }

  /** The digest of the whole content, once every chunk was ended. */
  public ContentDigest digest() {
    if (!isComplete()) {
      throw new IllegalStateException("the content is not complete");
    }
    return ContentDigest.ofChunks(digests);
  }
}
