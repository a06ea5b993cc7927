package autoupload.upload;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Digest of a file's content: SHA-256 of its one chunk, or SHA-256 over the SHA-256 digests of its
 * chunks in order. Written {@code hex} for one chunk, which is what {@code sha256sum} prints, and
 * {@code hex-N} for N chunks, the composite form that S3 uses for multipart objects.
 *
 * <p>Two digests are equal only if both the bytes and the number of chunks are.
 */
public final class ContentDigest {
  /** Length of the hash in bytes. */
  public static final int HASH_BYTES = 32;

  private final int chunks;
  private final byte[] hash;

  private ContentDigest(int chunks, byte[] hash) {
    this.chunks = chunks;
    this.hash = hash;
  }

  /**
   * A digest received from the other end.
   *
   * @throws IllegalArgumentException if {@code hash} is not 32 bytes or {@code chunks} is not
   *     between 1 and {@link ChunkPlan#MAX_CHUNKS}
   */
  public static ContentDigest of(int chunks, byte[] hash) {
    if (hash.length != HASH_BYTES) {
      throw new IllegalArgumentException("a digest has 32 bytes, not " + hash.length);
    }
    if (chunks < 1 || chunks > ChunkPlan.MAX_CHUNKS) {
      throw new IllegalArgumentException("a digest covers 1 to 8192 chunks, not " + chunks);
    }
    return new ContentDigest(chunks, hash.clone());
  }

  /** The digest of a content, or of its beginning, whose chunks have these SHA-256 digests. */
  public static ContentDigest ofChunks(List<byte[]> chunkDigests) {
    if (chunkDigests.size() == 1) {
      return of(1, chunkDigests.get(0));
    }
    MessageDigest sha256 = newSha256();
    chunkDigests.forEach(sha256::update);
    return of(chunkDigests.size(), sha256.digest());
  }

  /**
   * A fresh SHA-256 of the JVM, for short texts; contents are for {@link
   * autoupload.crypto.BulkCrypto}.
   */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How many chunks it covers, at least one. */
  public int chunks() {
    return chunks;
  }

  /** A copy of the 32 bytes. */
  public byte[] hash() {
    return hash.clone();
  }

  /** The 64 lower-case hexadecimal digits, without the number of chunks. */
  public String hex() {
    return HexFormat.of().formatHex(hash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ContentDigest digest
        && digest.chunks == chunks
        && MessageDigest.isEqual(digest.hash, hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }

  @Override
  public String toString() {
    return chunks == 1 ? hex() : hex() + "-" + chunks;
  }
}
