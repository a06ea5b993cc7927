package autoupload.tests.load;

import static org.awaitility.Awaitility.await;

import autoupload.tests.harness.Installation;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.wire.WireLimits;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Load of many devices that are logged in and have nothing to do, on one server. */
final class IdleLoad implements Closeable {
  static final int ACCOUNTS = 50;

  /** From ping to ping, as the client does it. */
  static final Duration INTERVAL = WireLimits.PING_INTERVAL;

  /** On the slowest machine that is worth measuring. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final TestServer server;
  private final RunningCommand devices;
  private final int count;

  private IdleLoad(TestServer server, RunningCommand devices, int count) {
    this.server = server;
    this.devices = devices;
    this.count = count;
  }

  /**
   * Starts both, and returns when all devices are logged in.
   *
   * @param interval from ping to ping
   */
  static IdleLoad start(Site site, int count, Duration interval, String... jvm) throws IOException {
    TestServer server = site.server().jvm(jvm);
    Fleet.cheap(ACCOUNTS).writeTo(server.passwordFile());
    server.start();
    RunningCommand devices =
        site.command(Path.of(System.getProperty("java.home"), "bin", "java").toString())
            .with("-Xmx2g", "-cp", classPath(), IdleDevices.class.getName())
            .with(Integer.toString(server.port()), site.certificate().ca().toString())
            .with(Integer.toString(ACCOUNTS), Integer.toString(count))
            .with(Long.toString(interval.toSeconds()))
            .start();
    IdleLoad load = new IdleLoad(server, devices, count);
    load.awaitLine("opened " + count);
    return load;
  }

  private static String classPath() {
    try {
      Path tests =
          Path.of(IdleDevices.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return String.join(
          File.pathSeparator,
          tests.toString(),
          Installation.jar("client").toString(),
          Installation.jar("server").toString());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the tests do not lie in a folder", e);
    }
  }

  TestServer server() {
    return server;
  }

  ProcessMemory memory() throws IOException {
    return ProcessMemory.of(server.process().pid());
  }

  /** Waits until every device asked for a sign of life once more, and got the one before. */
  void awaitRounds(int more) {
    long rounds = rounds();
    await().atMost(PATIENCE).until(() -> failed() || rounds() >= rounds + more);
    check();
  }

  private long rounds() {
    return devices.out().stream().filter(("alive " + count)::equals).count();
  }

  private void awaitLine(String line) {
    await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(PATIENCE)
        .until(() -> failed() || devices.out().contains(line));
    check();
  }

  /** Fails unless every device is there. */
  void check() {
    if (failed()) {
      throw new AssertionError(
          "not all devices are there\n" + devices.transcript() + "\n" + lastOf(server));
    }
  }

  private boolean failed() {
    return !devices.isAlive()
        || !server.process().isAlive()
        || devices.out().stream().anyMatch(line -> line.startsWith("lost"));
  }

  private static String lastOf(TestServer server) {
    List<String> said = server.process().said();
    return String.join("\n", said.subList(Math.max(0, said.size() - 20), said.size()));
  }

  /** The devices stand still, and hold their connections; for less than a minute. */
  void rest() throws IOException {
    devices.signal("STOP");
  }

  /** They go on. */
  void goOn() throws IOException {
    devices.signal("CONT");
  }

  @Override
  public void close() {
    devices.kill();
  }
}
