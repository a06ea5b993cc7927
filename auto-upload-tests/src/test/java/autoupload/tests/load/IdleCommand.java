package autoupload.tests.load;

import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Idle connections, and uploads beside them. */
@Command(
    name = "idle",
    header = "Devices that are logged in and have nothing to do, and one upload beside them.")
final class IdleCommand extends SiteCommand {
  @Option(names = "--connections", defaultValue = "10000", description = "${DEFAULT-VALUE}")
  private int connections;

  @Option(names = "--megabytes", defaultValue = "1000", description = "${DEFAULT-VALUE}")
  private long megabytes;

  @Option(names = "--rounds", defaultValue = "5", description = "${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--jvm",
      defaultValue = "-Xmx512m",
      split = " ",
      description = "The server's options: ${DEFAULT-VALUE}")
  private String[] jvm = {};

  @Override
  void measure(Site site) throws IOException {
    Site other = new Site();
    try {
      other.open(site.path(""));
      measure(site, other);
    } finally {
      other.close();
    }
  }

  private void measure(Site site, Site other) throws IOException {
    long start = System.nanoTime();
    try (IdleLoad load = IdleLoad.start(site, connections, IdleLoad.INTERVAL, jvm)) {
      System.out.printf(
          "%d connections after %.1f s: %s%n", connections, seconds(start), load.memory());
      load.awaitRounds(2);
      System.out.printf("after two rounds of signs of life: %s%n", load.memory());
      if (rounds > 0) {
        race(site, other, load);
        System.out.printf("after the uploads: %s%n", load.memory());
      }
      load.check();
      start = System.nanoTime();
      int code = load.server().stop();
      System.out.printf("stopped with %d in %.1f s%n", code, seconds(start));
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private void race(Site site, Site other, IdleLoad load) throws IOException {
    TestServer alone = other.server().jvm(jvm);
    Fleet fleet = Fleet.cheap(1);
    fleet.writeTo(alone.passwordFile());
    alone.start();
    UploadRace race = new UploadRace(site, megabytes * 1_000_000);
    String user = fleet.of(0).user();
    List<Double> ratios = new ArrayList<>();
    for (int round = -1; round < rounds; round++) { // the first does not count
      load.rest();
      double without = race.uploadTo(other, alone, user);
      load.goOn();
      double with = race.uploadTo(site, load.server(), user);
      System.out.printf(
          "upload alone %.0f MB/s, beside them %.0f MB/s, ratio %.2f%n",
          without, with, with / without);
      if (round >= 0) {
        ratios.add(with / without);
      }
    }
    ratios.sort(null);
    System.out.printf("median ratio %.2f%n", ratios.get(ratios.size() / 2));
  }
}
