package autoupload.tests.load;

import autoupload.tests.harness.Account;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

/** Benchmark of one real client that uploads one file, to one server and another. */
final class UploadRace {
  private static final String FILE = "drive.mp4";

  private final Tree source;
  private int run;

  /** With a file of {@code bytes}, made in {@code site}. */
  UploadRace(Site site, long bytes) throws IOException {
    this.source = site.source("videos").file(FILE, bytes);
  }

  /** Megabytes a second, from the login to the receipt as the server saw them. */
  double uploadTo(Site home, TestServer server, String user) throws IOException {
    int before = server.process().err().size();
    home.client(server.port(), source)
        .as(new Account(user, Fleet.PASSWORD))
        .state("race-" + run++)
        .runOrFail();
    List<String> log = server.process().err();
    List<String> own = log.subList(before, log.size());
    Duration took = Duration.between(timeOf(own, " login user="), timeOf(own, " stored user="));
    Files.delete(server.folder().resolve(user).resolve(FILE)); // else it is only proven next time
    return Files.size(source.path(FILE)) / 1e6 / (took.toNanos() / 1e9);
  }

  private static OffsetDateTime timeOf(List<String> log, String what) {
    String line =
        log.stream()
            .filter(l -> l.contains(what))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no" + what + " in " + log));
    return OffsetDateTime.parse(line.substring(0, line.indexOf(' ')));
  }
}
