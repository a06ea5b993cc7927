package autoupload.tests.load;

import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import java.io.IOException;

/**
 * Many uploads at the same time.
 *
 * @param seconds from the moment at which all were in the middle of their file to the last receipt
 */
record UploadLoad(int uploads, long bytes, double seconds, ProcessMemory memory) {
  private static final int ACCOUNTS = 50;

  /** Fails unless all of them arrive. */
  static UploadLoad measure(Site site, int uploads, long bytes, String... jvm)
      throws IOException, InterruptedException {
    Fleet fleet = Fleet.cheap(ACCOUNTS);
    TestServer server = site.server().jvm(jvm);
    fleet.writeTo(server.passwordFile());
    server.start();
    FleetRun run = new FleetRun(site, server, fleet, uploads, bytes);
    run.start();
    long start = System.nanoTime();
    run.finish();
    double seconds = (System.nanoTime() - start) / 1e9;
    ProcessMemory memory = ProcessMemory.of(server.process().pid());
    run.check();
    return new UploadLoad(uploads, bytes, seconds, memory);
  }

  @Override
  public String toString() {
    return "%d uploads of %.1f MB at once: the rest of them in %.1f s, %.0f MB/s; the server: %s"
        .formatted(uploads, bytes / 1e6, seconds, uploads * bytes / 1e6 / seconds, memory);
  }
}
