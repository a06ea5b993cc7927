package autoupload.tests.bench;

import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmark of a file's digest, from 256 KiB blocks as the client reads them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunkDigestBenchmark {
  private static final int BLOCK = 256 << 10;

  @Param({"20000", "20971520"})
  private int size;

  private final byte[] block = new byte[BLOCK];

  /** Content that is not all zeros. */
  public ChunkDigestBenchmark() {
    new Random(1).nextBytes(block);
  }

  @Benchmark
  public ContentDigest digestOfAFile() {
    ChunkHasher hasher = new ChunkHasher(ChunkPlan.forSize(size));
    while (!hasher.isComplete()) {
      int count = (int) Math.min(block.length, hasher.remainingInChunk());
      hasher.update(block, 0, count);
      if (hasher.remainingInChunk() == 0) {
        hasher.endChunk();
      }
    }
    return hasher.digest();
  }
}
