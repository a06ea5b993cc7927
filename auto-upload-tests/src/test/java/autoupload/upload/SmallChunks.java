package autoupload.upload;

/** Lets both ends of a simulation, which share this process, cut files into small chunks. */
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
