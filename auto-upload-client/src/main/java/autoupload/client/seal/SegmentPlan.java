package autoupload.client.seal;

import autoupload.upload.ChunkPlan;

/**
 * Division of a source into the segments whose digests are put on record before it is sealed: like
 * an upload of the file as it is, but no piece is larger than a {@linkplain #BATCH batch}, which
 * fits into memory. A digest covers everything from the beginning of the chunk that the segment
 * lies in. So those at the ends of chunks are the chunks' own.
 *
 * @param size of the source, in bytes
 * @param chunkSize of its chunks
 */
record SegmentPlan(long size, long chunkSize) {
  /** As much as is read, hashed, put on record and then sealed at a time; whole segments. */
  static final int BATCH = 8 << 20;

  static SegmentPlan of(ChunkPlan source) {
    return new SegmentPlan(source.size(), source.chunkSize());
  }

  private long length() {
    return Math.min(chunkSize, BATCH);
  }

  /** How many there are; an empty source has an empty one. */
  int count() {
    return Math.toIntExact(Math.max(1, (size + length() - 1) / length()));
  }

  /** The one that begins at {@code start}, the first byte of a batch. */
  int at(long start) {
    return Math.toIntExact(start / length());
  }

  /** Where it ends, exclusive. */
  long end(int segment) {
    return Math.min(size, (segment + 1) * length());
  }

  /** Whether a chunk ends with it. */
  boolean endsChunk(int segment) {
    return end(segment) == size || end(segment) % chunkSize == 0;
  }

  /** Where hashing must begin, at the first byte of a batch, to go on at {@code batch}. */
  long batchToHashFrom(long batch) {
    return batch * BATCH / chunkSize * chunkSize / BATCH;
  }
}
