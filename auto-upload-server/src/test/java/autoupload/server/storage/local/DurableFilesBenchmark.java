package autoupload.server.storage.local;

import autoupload.server.storage.TestContent;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Prints how many files of 20 KB the store makes durable a second, with 1 and with 16 threads. Run
 * by hand, with a folder on the disk in question: it makes a store there.
 */
final class DurableFilesBenchmark {
  private static final int FILES = 8000;

  private DurableFilesBenchmark() {}

  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Path root = Files.createTempDirectory(Path.of(args[0]), "durable-files-");
    try (LocalStorage storage = LocalStorage.open(root)) {
      for (int threads : new int[] {1, 16, 1, 16}) {
        long start = System.nanoTime();
        run(storage, threads, "run-" + start);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%d threads: %.0f durable files/s%n", threads, FILES / seconds);
      }
    }
  }

  private static void run(LocalStorage storage, int threads, String folder)
      throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> results = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      ClientId client = ClientId.random();
      int first = thread;
      results.add(
          pool.submit(
              () -> {
                for (int file = first; file < FILES; file += threads) {
                  TestContent content = TestContent.random(file, 20_000);
                  content.store(storage, content.key("ann", client, folder + "/" + file));
                }
                return null;
              }));
    }
    for (Future<?> result : results) {
      result.get();
    }
    pool.shutdown();
  }
}
