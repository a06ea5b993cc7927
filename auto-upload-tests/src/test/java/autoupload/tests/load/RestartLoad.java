package autoupload.tests.load;

import autoupload.server.login.IssuedTickets;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Restart under load: devices in the middle of an upload whose server is killed and started again,
 * so that all of them come back at once. Half of those without one-time codes have lost their
 * ticket, as after a power cut, and so have a few of each account with codes, of whom one at a time
 * gets in.
 *
 * @param tickets how many had their ticket
 * @param median seconds from the server's start to the login of half of the devices
 * @param last seconds from the server's start to the login of the last device
 * @param seconds until all files were confirmed
 */
record RestartLoad(
    int devices,
    int tickets,
    double median,
    double last,
    double seconds,
    int toldToWait,
    ProcessMemory memory) {
  /** Fails unless all of them are served. */
  static RestartLoad measure(
      Site site, Fleet fleet, int count, int losersWithCodes, long bytes, String... jvm)
      throws IOException, InterruptedException {
    TestServer server = site.server().jvm(jvm);
    fleet.writeTo(server.passwordFile());
    server.start();
    FleetRun run = new FleetRun(site, server, fleet, count, bytes);
    server.stop();
    Path memory = server.folder().resolve(".auto-upload");
    giveTickets(run, memory);
    server.start();
    run.start();

    server.kill();
    int tickets = loseTickets(run, memory.resolve("tickets"), losersWithCodes);
    int before = run.toldToWait();
    server.start();
    long start = System.nanoTime();
    run.finish();
    double seconds = (System.nanoTime() - start) / 1e9;
    run.check();
    List<Double> logins =
        run.devices().stream().map(d -> (d.lastLogin() - start) / 1e9).sorted().toList();
    return new RestartLoad(
        count,
        tickets,
        logins.get(count / 2),
        logins.get(count - 1),
        seconds,
        run.toldToWait() - before - count, // each lost its connection once
        ProcessMemory.of(server.process().pid()));
  }

  /**
   * To all of them: who shares an account with codes would wait for the others' codes, and hashing
   * everybody's password is worth its time after the restart only.
   */
  private static void giveTickets(FleetRun run, Path memory) throws IOException {
    try (IssuedTickets issued = IssuedTickets.in(memory)) {
      for (FleetDevice device : run.devices()) {
        Fleet.Member account = device.account();
        device.keepTicket(
            issued.issue(account.user(), account.seed(), account.hash(), device.client()));
      }
    }
  }

  private static int loseTickets(FleetRun run, Path file, int losersWithCodes) throws IOException {
    Map<String, Integer> met = new HashMap<>();
    Set<String> losers = new HashSet<>();
    for (FleetDevice device : run.devices()) {
      int number = met.merge(device.account().user(), 1, Integer::sum);
      boolean hasCodes = device.account().seed().isPresent();
      boolean loses = hasCodes ? number <= losersWithCodes : number % 2 == 0;
      if (loses) {
        losers.add(device.client().hex());
      }
    }
    List<String> kept = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!losers.contains(line.split(" ", -1)[2])) {
        kept.add(line);
      }
    }
    Files.write(file, kept);
    return run.devices().size() - losers.size();
  }

  @Override
  public String toString() {
    return ("%d devices came back at once, %d with a ticket: half of them logged in within %.1f s,"
            + " all within %.1f s, all files confirmed after %.1f s; told to come again %d times;"
            + " the server: %s")
        .formatted(devices, tickets, median, last, seconds, toldToWait, memory);
  }
}
