package autoupload.server.storage.quota;

import autoupload.credentials.Quota;
import autoupload.server.storage.Storage;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.Usage;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.ClientId;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Benchmark of counting a user's files for a quota, and of what the limits add to each upload. Run
 * by hand, with a folder on the disk in question and a number of files: it creates a store there.
 */
final class CountBenchmark {
  private static final int IN_FOLDER = 1000;
  private static final int UPLOADS = 4000;

  private CountBenchmark() {}

  public static void main(String[] args) throws IOException {
    Path root = Files.createTempDirectory(Path.of(args[0]), "count-");
    int files = Integer.parseInt(args[1]);
    for (int i = 0; i < files; i++) {
      Path folder = root.resolve("ann/" + i / IN_FOLDER);
      if (i % IN_FOLDER == 0) {
        Files.createDirectories(folder);
      }
      Files.write(folder.resolve("file-" + i), new byte[100]);
    }
    try (LocalStorage local = LocalStorage.open(root)) {
      for (int round = 0; round < 4; round++) {
        long start = System.nanoTime();
        Usage usage = local.count(new UserName("ann"));
        System.out.printf("%d files, %s: %d ms%n", files, usage, millis(start));
      }
      Storage bounded = new QuotaStorage(local, local, user -> Quota.NONE, MinFree.DEFAULT);
      for (int round = 0; round < 3; round++) {
        System.out.printf("begin and discard, plain: %d us%n", begins(local, "p" + round));
        System.out.printf("begin and discard, bounded: %d us%n", begins(bounded, "b" + round));
      }
    }
  }

  private static long begins(Storage storage, String name) throws IOException {
    ClientId client = ClientId.random();
    TestContent content = TestContent.random(1, 100);
    long start = System.nanoTime();
    for (int i = 0; i < UPLOADS; i++) {
      storage.begin(content.key("bob", client, name + "-" + i), 0).discard();
    }
    return (System.nanoTime() - start) / 1000 / UPLOADS;
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1_000_000;
  }
}
