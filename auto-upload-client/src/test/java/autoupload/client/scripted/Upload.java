package autoupload.client.scripted;

import autoupload.upload.ContentDigest;
import autoupload.wire.Frame;
import java.util.List;

/** Upload of one file, as the client sent it. */
public final class Upload {
  private final long offset;
  private final byte[] bytes;
  private final List<Frame.Chunk> chunks;
  private final ContentDigest digest;

  Upload(long offset, byte[] bytes, List<Frame.Chunk> chunks, ContentDigest digest) {
    this.offset = offset;
    this.bytes = bytes;
    this.chunks = chunks;
    this.digest = digest;
  }

  /** Where it began. */
  public long offset() {
    return offset;
  }

  /** What all its DATA frames carried together. */
  public byte[] bytes() {
    return bytes;
  }

  /** Its CHUNK frames, in their order. */
  public List<Frame.Chunk> chunks() {
    return chunks;
  }

  /** What END said. */
  public ContentDigest digest() {
    return digest;
  }
}
