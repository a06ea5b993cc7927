package autoupload.client.scan;

import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reader of what goes over the wire of one file, from front to back, which hashes it chunk by
 * chunk. Whoever used what it read must call {@link #checkUnchanged} before anybody relies on it.
 */
public abstract class ContentReader implements Closeable {
  private static final int BLOCK = 256 << 10;

  private final ChunkPlan plan;
  private ChunkHasher hasher;

  /** A reader at the beginning of a content that is cut by {@code plan}. */
  protected ContentReader(ChunkPlan plan) {
    this.plan = plan;
    this.hasher = new ChunkHasher(plan);
  }

  /**
   * Reads on.
   *
   * @param length at least one; as many bytes are left
   * @return how many were read, at least one
   * @throws SourceChanged if there are none, since the file is not what it was
   */
  protected abstract int fill(byte[] target, int offset, int length) throws IOException;

  /** Goes to that byte; the next {@link #fill} begins there. */
  protected abstract void seek(long position) throws IOException;

  /**
   * Whether what lies before {@code offset} is certain to be what was sent of it earlier, or can be
   * compared with it.
   */
  public abstract boolean canGoOnAt(long offset);

  /**
   * When anything about the file was changed last before it was opened (ctime); empty where that
   * cannot be told.
   */
  public abstract Optional<Instant> changed();

  /** The digest of the file itself, once everything was read. */
  public abstract ContentDigest sourceDigest();

  /** Throws unless the name still leads to the very file that was settled, unchanged. */
  public abstract void checkUnchanged() throws IOException;

  /** The offset of the next byte. */
  public final long position() {
    return hasher.position();
  }

  /** Whether the open chunk was read to its end, so that {@link #endChunk} is due. */
  public final boolean isChunkRead() {
    return hasher.remainingInChunk() == 0 && !hasher.isComplete();
  }

  /** Whether every chunk was ended. */
  public final boolean isComplete() {
    return hasher.isComplete();
  }

  /**
   * Reads and hashes at least one byte of the open chunk. They may be hashed while the caller goes
   * on, so they must stay as they are until the next call of a method that reads or ends a chunk
   * has returned.
   *
   * @throws SourceChanged if the file is shorter than it was
   */
  public final int read(byte[] target, int offset, int length) throws IOException {
    int count = fill(target, offset, (int) Math.min(length, hasher.remainingInChunk()));
    hasher.updateBeside(ByteBuffer.wrap(target, offset, count));
    return count;
  }

  /** Ends the chunk that was read and gives its digest. */
  public ContentDigest endChunk() {
    return ContentDigest.of(1, hasher.endChunk());
  }

  /** The digests of the chunks ended so far. */
  public final List<byte[]> chunks() {
    return hasher.completed();
  }

  /** The digest of the whole content. */
  public final ContentDigest digest() {
    return hasher.digest();
  }

  /**
   * Goes on after chunks that are known already, and reads up to {@code offset}. A chunk that ends
   * just there is read, but not ended.
   *
   * @param known digests of the first chunks, none of which reaches beyond the offset
   */
  public final void advance(List<byte[]> known, long offset) throws IOException {
    hasher = new ChunkHasher(plan, known);
    seek(hasher.position());
    byte[] blocks = position() < offset ? new byte[2 * BLOCK] : new byte[0];
    for (int at = 0; position() < offset; at = BLOCK - at) {
      if (isChunkRead()) {
        endChunk();
      }
      read(blocks, at, (int) Math.min(BLOCK, offset - position()));
    }
    hasher.settle();
  }

  /** Reads what is left and gives the digest of the whole content. */
  public final ContentDigest digestOfAll(List<byte[]> known) throws IOException {
    advance(known, plan.size());
    if (isChunkRead()) {
      endChunk();
    }
    return digest();
  }
}
