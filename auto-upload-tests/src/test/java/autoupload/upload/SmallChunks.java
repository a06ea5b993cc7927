package autoupload.upload;

/** Override of the chunk size, for both ends of a simulation, which share this process. */
public final class SmallChunks implements AutoCloseable {
  /** From now on chunks are that small, in bytes. */
  public SmallChunks(long bytes) {
    ChunkPlan.simulateSmallest(bytes);
  }

  /** They have their size again. */
  @Override
  public void close() {
    ChunkPlan.simulateSmallest(ChunkPlan.MIN_CHUNK_SIZE);
  }
}
