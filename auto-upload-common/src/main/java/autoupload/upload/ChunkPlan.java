package autoupload.upload;

/**
 * Division of a file of a given size into chunks: 8 MiB each, doubled until there are at most
 * 8,192. Both ends compute it from the size alone. An empty file has one empty chunk.
 *
 * @param size the file's length in bytes, not negative
 * @param chunkSize the length in bytes of every chunk but the last
 */
public record ChunkPlan(long size, long chunkSize) {
  /** The smallest chunk, in bytes. */
  public static final long MIN_CHUNK_SIZE = 8L << 20;

  /** The most chunks a file has. */
  public static final int MAX_CHUNKS = 8192;

  /** The largest file: 8 EiB less one byte would overflow; 2^62 is far above any disk. */
  public static final long MAX_SIZE = 1L << 62;

  /**
   * {@link #MIN_CHUNK_SIZE}, except in a simulation, which has both ends in one process: thousands
   * of uploads of many chunks would be terabytes else.
   */
  private static volatile long smallest = MIN_CHUNK_SIZE;

  public ChunkPlan {
    if (size < 0 || size > MAX_SIZE) {
      throw new IllegalArgumentException("a file's size must be between 0 and 2^62: " + size);
    }
  }

  /** The plan for a file of {@code size} bytes. */
  public static ChunkPlan forSize(long size) {
    long chunkSize = smallest;
    while (size / MAX_CHUNKS > chunkSize
        || (size / MAX_CHUNKS == chunkSize && size % MAX_CHUNKS != 0)) {
      chunkSize <<= 1;
    }
    return new ChunkPlan(size, chunkSize);
  }

  /** Cuts every file into chunks of at least so many bytes from now on, on every thread. */
  static void simulateSmallest(long bytes) {
    smallest = bytes;
  }

  /** How many chunks there are, at least one. */
  public int count() {
    return size == 0 ? 1 : (int) ((size - 1) / chunkSize + 1);
  }

  /** Where chunk {@code index} starts. */
  public long start(int index) {
    return index * chunkSize;
  }

  /** Where chunk {@code index} ends, exclusive. */
  public long end(int index) {
    return Math.min(size, start(index) + chunkSize);
  }

  /** How many chunks lie wholly before {@code offset}; all of them when it is the file's size. */
  public int completeBefore(long offset) {
    if (offset == size) {
      return count();
    }
    return (int) (offset / chunkSize);
  }
}
