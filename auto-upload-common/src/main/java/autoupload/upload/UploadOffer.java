package autoupload.upload;

import java.time.Instant;

/**
 * Offer of one file under one name.
 *
 * @param name where it shall be stored, relative to the user's folder
 * @param size its length in bytes
 * @param modified its modification time, which the stored file gets too
 */
public record UploadOffer(UploadName name, long size, Instant modified) {
  /**
   * @throws IllegalArgumentException if the size is out of range
   */
  public UploadOffer {
    if (size < 0 || size > ChunkPlan.MAX_SIZE) {
      throw new IllegalArgumentException("the size must be between 0 and 2^62: " + size);
    }
  }

  /** How the content is cut. */
  public ChunkPlan plan() {
    return ChunkPlan.forSize(size);
  }
}
