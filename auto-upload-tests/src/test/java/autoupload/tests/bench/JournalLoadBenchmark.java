package autoupload.tests.bench;

import autoupload.client.journal.Confirmation;
import autoupload.client.journal.Journal;
import autoupload.client.journal.Sent;
import autoupload.client.scan.FileIdentity;
import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Benchmark of loading a journal of ten thousand files: once in a JVM that does it for the first
 * time, as every run from cron does, and once in one that has done it often.
 */
@State(Scope.Thread)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class JournalLoadBenchmark {
  private static final int FILES = 10_000;

  private Path folder = Path.of("");
  private Path journal = Path.of("");

  @Setup
  public void write() throws IOException {
    folder = Files.createTempDirectory("journal-load-");
    journal = folder.resolve("journal");
    ContentDigest digest = ContentDigest.of(1, new byte[ContentDigest.HASH_BYTES]);
    try (Journal written = Journal.open(journal)) {
      written.meet(new StoreId("0".repeat(2 * StoreId.BYTES)));
      for (int i = 0; i < FILES; i++) {
        UploadName name = new UploadName("%04d/clip-%06d.mp4".formatted(i / 100, i));
        FileIdentity identity = new FileIdentity(i, Instant.ofEpochSecond(1_600_000_000), i);
        SettledFile file = new SettledFile(folder, name, identity);
        Receipt receipt = new Receipt(name, i, digest);
        written.confirm(Confirmation.match(file, Sent.plain(file, digest), receipt).orElseThrow());
      }
    }
  }

  @TearDown
  public void remove() throws IOException {
    Files.delete(journal);
    Files.delete(folder);
  }

  @Benchmark
  @BenchmarkMode(Mode.SingleShotTime)
  @Warmup(iterations = 0)
  @Measurement(iterations = 1)
  @Fork(10)
  public boolean firstLoad() throws IOException {
    return load();
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  @Warmup(iterations = 3, time = 1)
  @Measurement(iterations = 5, time = 1)
  @Fork(1)
  public boolean load() throws IOException {
    try (Journal loaded = Journal.open(journal)) {
      return loaded.hashCode() == 0;
    }
  }
}
