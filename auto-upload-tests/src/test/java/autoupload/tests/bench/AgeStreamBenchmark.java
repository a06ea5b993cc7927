package autoupload.tests.bench;

import autoupload.age.AgeFile;
import autoupload.age.AgeSeal;
import autoupload.age.Identity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
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
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Benchmark of sealing a file, and of opening it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AgeStreamBenchmark {
  @Param({"20000", "20971520"})
  private int size;

  private final Identity identity = Identity.generate();
  private byte[] plain = {};
  private byte[] sealed = {};

  @Setup
  public void prepare() throws IOException {
    plain = new byte[size];
    new Random(1).nextBytes(plain);
    try (AgeSeal seal = AgeSeal.create(List.of(identity.recipient()));
        InputStream in = seal.seal(offset -> new ByteArrayInputStream(plain), size, 0)) {
      sealed = in.readAllBytes();
    }
  }

  @Benchmark
  public long seal() throws IOException {
    try (AgeSeal seal = AgeSeal.create(List.of(identity.recipient()));
        InputStream in = seal.seal(offset -> new ByteArrayInputStream(plain), size, 0)) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @Benchmark
  public long open() throws IOException {
    try (InputStream in = AgeFile.open(new ByteArrayInputStream(sealed), List.of(identity))) {
      return in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
