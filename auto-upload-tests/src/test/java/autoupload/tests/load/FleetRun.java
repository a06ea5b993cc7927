package autoupload.tests.load;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Account;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Concurrent uploads of many devices of a few accounts, a file each. All are in the middle of their
 * file at one moment, and go on from there when they are told to.
 */
final class FleetRun {
  private static final Duration LONG = Duration.ofMinutes(10);

  private final TestServer server;
  private final Map<Fleet.Member, Tree> sources = new LinkedHashMap<>();
  private final List<FleetDevice> devices = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Meeting meeting;

  /** A client that was never in gives up after half a minute; so they do not all come at once. */
  private final Semaphore entrance = new Semaphore(10);

  private final AtomicInteger toldToWait = new AtomicInteger();

  /** For a server that was started, so that its port is known. */
  FleetRun(Site site, TestServer server, Fleet fleet, int count, long bytes) throws IOException {
    this.server = server;
    this.meeting = new Meeting(count);
    for (Fleet.Member account : fleet.accounts()) {
      sources.put(account, site.source("source-" + account.user()));
    }
    Dial dial = new Dial(server.port(), site.certificate().ca());
    for (int i = 0; i < count; i++) {
      Tree source = sources.get(fleet.of(i)).file(name(i), bytes, i);
      devices.add(
          new FleetDevice(
              new FleetDevice.Run(meeting, entrance, toldToWait),
              fleet.of(i),
              new FleetConnector(dial, Dial.address(i)),
              ClientId.random(),
              site.path("ticket-" + i),
              source.root(),
              name(i)));
    }
  }

  private static String name(int device) {
    return "camera-" + device + ".mp4";
  }

  List<FleetDevice> devices() {
    return devices;
  }

  /** Returns when all devices are in the middle of their file. */
  void start() {
    for (FleetDevice device : devices) {
      entrance.acquireUninterruptibly();
      Thread thread = new Thread(device::upload, "device");
      thread.start();
      threads.add(thread);
    }
    if (!meeting.awaitAll(LONG)) {
      throw new AssertionError(meeting.missing() + " devices never began");
    }
  }

  /** Lets them go on, and returns when all have ended. */
  void finish() throws InterruptedException {
    meeting.end();
    long end = System.nanoTime() + LONG.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
  }

  /** Fails unless every file is stored as it was, and was confirmed. */
  void check() throws IOException {
    Map<String, Integer> outcomes = new TreeMap<>();
    devices.forEach(device -> outcomes.merge(device.outcome(), 1, Integer::sum));
    assertThat(outcomes).as("what the devices heard").isEqualTo(confirmed());
    for (Map.Entry<Fleet.Member, Tree> source : sources.entrySet()) {
      String user = source.getKey().user();
      assertThat(server.stored(new Account(user, Fleet.PASSWORD)).snapshot())
          .as(user)
          .isEqualTo(source.getValue().snapshot());
    }
  }

  private Map<String, Integer> confirmed() {
    return Map.of("confirmed", devices.size());
  }

  /** How often a device had to come again. */
  int toldToWait() {
    return toldToWait.get();
  }
}
