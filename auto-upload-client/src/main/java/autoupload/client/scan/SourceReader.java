package autoupload.client.scan;

import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/**
 * Reads one settled file from front to back and hashes it chunk by chunk. Whoever used what it read
 * must call {@link #checkUnchanged} before anybody relies on it.
 */
public final class SourceReader implements Closeable {
  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  private static final int BLOCK = 256 << 10;

  private final SettledFile file;
  private final FileChannel channel;
  private ChunkHasher hasher;

  private SourceReader(SettledFile file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
    this.hasher = new ChunkHasher(plan());
  }

  /**
   * Opens the file.
   *
   * @throws SourceChanged if the name leads to something else by now
   * @throws IOException if it cannot be opened
   */
  public static SourceReader open(SettledFile file) throws IOException {
    checkUnchanged(file);
    SourceReader reader = new SourceReader(file, FileChannel.open(file.path(), READ));
    try {
      checkUnchanged(file);
      return reader;
    } catch (IOException e) {
      reader.close();
      throw e;
    }
  }

  private ChunkPlan plan() {
    return file.offer().plan();
  }

  /** The offset of the next byte. */
  public long position() {
    return hasher.position();
  }

  /** Whether the open chunk was read to its end, so that {@link #endChunk} is due. */
  public boolean isChunkRead() {
    return hasher.remainingInChunk() == 0 && !hasher.isComplete();
  }

  /** Whether every chunk was ended. */
  public boolean isComplete() {
    return hasher.isComplete();
  }

  /**
   * Reads and hashes at least one byte of the open chunk.
   *
   * @throws SourceChanged if the file is shorter than it was
   */
  public int read(byte[] target, int offset, int length) throws IOException {
    int most = (int) Math.min(length, hasher.remainingInChunk());
    int count = channel.read(ByteBuffer.wrap(target, offset, most));
    if (count < 0) {
      throw new SourceChanged("it became shorter while it was read");
    }
    hasher.update(target, offset, count);
    return count;
  }

  /** Ends the chunk that was read and gives its digest. */
  public ContentDigest endChunk() {
    return ContentDigest.of(1, hasher.endChunk());
  }

  /** The digests of the chunks ended so far. */
  public List<byte[]> chunks() {
    return hasher.completed();
  }

  /** The digest of the whole content. */
  public ContentDigest digest() {
    return hasher.digest();
  }

  /**
   * Goes on after chunks that are known already, and reads up to {@code offset}. A chunk that ends
   * just there is read, but not ended.
   *
   * @param known digests of the first chunks, none of which reaches beyond the offset
   */
  public void advance(List<byte[]> known, long offset) throws IOException {
    hasher = new ChunkHasher(plan(), known);
    channel.position(hasher.position());
    byte[] block = new byte[BLOCK];
    while (position() < offset) {
      if (isChunkRead()) {
        endChunk();
      }
      read(block, 0, (int) Math.min(block.length, offset - position()));
    }
  }

  /** Reads what is left and gives the digest of the whole content. */
  public ContentDigest digestOfAll(List<byte[]> known) throws IOException {
    advance(known, file.identity().size());
    if (isChunkRead()) {
      endChunk();
    }
    return digest();
  }

  /** Throws unless the name still leads to the very file that was settled, unchanged. */
  public void checkUnchanged() throws IOException {
    checkUnchanged(file);
  }

  private static void checkUnchanged(SettledFile file) throws IOException {
    if (!FileIdentity.read(file.path()).equals(file.identity())) {
      throw new SourceChanged("it changed while it was read");
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /** The file is not what it was; it is left for a later pass. */
  public static final class SourceChanged extends EOFException {
    private static final long serialVersionUID = 1L;

    SourceChanged(String message) {
      super(message);
    }
  }
}
