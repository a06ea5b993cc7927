package autoupload.server.scripted;

import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Content of a file, with its chunks. */
public final class Content {
  private final byte[] bytes;
  private final ChunkPlan plan;
  private final List<byte[]> digests = new ArrayList<>();

  private Content(byte[] bytes) {
    this.bytes = bytes;
    this.plan = ChunkPlan.forSize(bytes.length);
    for (int i = 0; i < plan.count(); i++) {
      byte[] chunk = Arrays.copyOfRange(bytes, (int) plan.start(i), (int) plan.end(i));
      digests.add(ContentDigest.newSha256().digest(chunk));
    }
  }

  /** Random bytes, the same for the same seed and size. */
  public static Content of(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return new Content(bytes);
  }

  /** The bytes themselves. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many. */
  public int size() {
    return bytes.length;
  }

  /** How many chunks there are. */
  public int chunks() {
    return plan.count();
  }

  long start(int chunk) {
    return plan.start(chunk);
  }

  long end(int chunk) {
    return plan.end(chunk);
  }

  /** The digest of one chunk. */
  public ContentDigest chunkDigest(int chunk) {
    return ContentDigest.of(1, digests.get(chunk));
  }

  /** The digest of the first chunks. */
  public ContentDigest digestOf(int chunks) {
    return ContentDigest.ofChunks(digests.subList(0, chunks));
  }

  /** The digest of everything. */
  public ContentDigest digest() {
    return ContentDigest.ofChunks(digests);
  }
}
