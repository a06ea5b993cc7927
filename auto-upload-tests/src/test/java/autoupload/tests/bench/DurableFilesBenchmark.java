package autoupload.tests.bench;

import autoupload.server.storage.TestContent;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Benchmark of durable files of 20 KB a second in the store, with one thread and with sixteen, in
 * the folder for temporary files: {@code -Djava.io.tmpdir} puts it on the disk in question.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class DurableFilesBenchmark {
  private static final TestContent CONTENT = TestContent.random(1, 20_000);

  private final ClientId client = ClientId.random();
  private final AtomicInteger files = new AtomicInteger();
  private Path root = Path.of("");
  private LocalStorage storage;

  @Setup
  public void open() throws IOException {
    root = Files.createTempDirectory("durable-files-");
    storage = LocalStorage.open(root);
  }

  @TearDown
  public void remove() throws IOException {
    storage.close();
    try (Stream<Path> tree = Files.walk(root)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Benchmark
  @Threads(1)
  public void oneThread() throws IOException {
    store();
  }

  @Benchmark
  @Threads(16)
  public void sixteenThreads() throws IOException {
    store();
  }

  private void store() throws IOException {
    int number = files.getAndIncrement();
    CONTENT.store(storage, CONTENT.key("ann", client, number / 100 + "/" + number));
  }
}
