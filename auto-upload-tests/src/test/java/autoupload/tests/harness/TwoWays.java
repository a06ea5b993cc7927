package autoupload.tests.harness;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Two network namespaces, a device and a server's machine, with two links between them: {@code
 * wlan0} and {@code wwan0}, as the device calls them. The routing tables prefer {@code wwan0}.
 * Nothing but the packets of programs crosses either of them: no IPv6, no ARP. Register it after
 * the {@link Site}; the tests that need it are skipped where namespaces cannot be made.
 */
public final class TwoWays implements BeforeEachCallback, AfterEachCallback {
  /** Where the server's machine is, whichever way is taken. */
  public static final String SERVER = "198.51.100.1";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Site site;
  private final String unique = ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
  private final String device = "auto-upload-device-" + unique;
  private final String machine = "auto-upload-server-" + unique;
  private final List<String> made = new ArrayList<>();

  /** Link between the two: its name on the device, its network and its routes' metric. */
  private record Way(String name, int network, int metric) {
    String here() {
      return "10.77." + network + ".2";
    }

    String there() {
      return "10.77." + network + ".1";
    }

    String hereMac() {
      return "02:00:00:00:0" + network + ":02";
    }

    String thereMac() {
      return "02:00:00:00:0" + network + ":01";
    }
  }

  private static final List<Way> WAYS = List.of(new Way("wlan0", 1, 200), new Way("wwan0", 2, 100));

  /** Two ways, made before each test, with the commands of {@code site}. */
  public TwoWays(Site site) {
    this.site = site;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    for (String name : List.of(device, machine)) {
      assumeTrue(
          site.command("sh", "-c", "ip netns add " + name).run().exitCode() == 0,
          "network namespaces cannot be made: that takes root and iproute2");
      made.add(name);
      // Neither neighbour discovery nor a filter for packets that come the other way.
      site.command("ip", "netns", "exec", name, "sh", "-ec")
          .with(
              """
              for dir in all default; do
                [ ! -d /proc/sys/net/ipv6 ] || echo 1 > /proc/sys/net/ipv6/conf/$dir/disable_ipv6
                echo 0 > /proc/sys/net/ipv4/conf/$dir/rp_filter
              done
              """)
          .runOrFail();
      ip(name, "link set lo up");
    }
    ip(machine, "address add " + SERVER + "/32 dev lo");
    WAYS.forEach(this::make);
    WAYS.forEach(this::address);
    WAYS.forEach(way -> up(way.name));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    // Their interfaces go with them, once the last process in them is gone.
    made.forEach(name -> site.command("ip", "netns", "delete", name).run());
  }

  private void make(Way way) {
    ip(
        device,
        "link add %s address %s type veth peer name %s address %s netns %s"
            .formatted(way.name, way.hereMac(), way.name, way.thereMac(), machine));
    ip(device, "link set " + way.name + " arp off");
    ip(machine, "link set " + way.name + " arp off up");
    ip(machine, "address add " + way.there() + "/24 dev " + way.name);
    ip(
        machine,
        "neighbour replace %s lladdr %s nud permanent dev %s"
            .formatted(way.here(), way.hereMac(), way.name));
  }

  private void address(Way way) {
    ip(device, "address add " + way.here() + "/24 dev " + way.name);
  }

  private static Way way(String name) {
    return WAYS.stream().filter(way -> way.name.equals(name)).findFirst().orElseThrow();
  }

  private void ip(String namespace, String arguments) {
    site.command("ip", "-n", namespace).with(arguments.split(" ")).runOrFail();
  }

  /** The command under which others run on the device. */
  public List<String> onDevice() {
    return List.of("ip", "netns", "exec", device);
  }

  /** The command under which others run on the server's machine. */
  public List<String> onServer() {
    return List.of("ip", "netns", "exec", machine);
  }

  /** Takes an interface of the device down; its routes go with it. */
  public void down(String name) {
    ip(device, "link set " + name + " down");
  }

  /** Takes it up, with its route to the server. */
  public void up(String name) {
    ip(device, "link set " + name + " up");
    Way way = way(name);
    ip(
        device,
        "neighbour replace %s lladdr %s nud permanent dev %s"
            .formatted(way.there(), way.thereMac(), name));
    route(name, way.metric);
  }

  /** Another route to the server; that with the lowest metric counts. */
  public void route(String name, int metric) {
    ip(
        device,
        "route replace %s via %s dev %s metric %d"
            .formatted(SERVER, way(name).there(), name, metric));
  }

  /** Takes such a route away. */
  public void unroute(String name, int metric) {
    ip(device, "route delete %s dev %s metric %d".formatted(SERVER, name, metric));
  }

  /** Takes away the addresses of an interface of the device. */
  public void withoutAddress(String name) {
    ip(device, "address flush dev " + name);
  }

  /** Pulls the cable, at the far end. */
  public void unplug(String name) {
    ip(machine, "link set " + name + " down");
  }

  /** Slows down what the device sends over an interface. */
  public void limit(String name, int megabitsPerSecond) {
    site.command("tc", "-n", device, "qdisc", "replace", "dev", name, "root", "tbf")
        .with("rate", megabitsPerSecond + "mbit", "burst", "64kb", "latency", "50ms")
        .runOrFail();
  }

  /** Ends that. */
  public void unlimit(String name) {
    site.command("tc", "-n", device, "qdisc", "delete", "dev", name, "root").runOrFail();
  }

  /** Counters of an interface, all read at one moment. */
  public record Sent(long packets, long bytes) {}

  /** What the device sent over an interface so far. */
  public Sent sent(String name) {
    String line =
        site
            .command("ip", "netns", "exec", device, "cat", "/proc/net/dev")
            .runOrFail()
            .out()
            .stream()
            .map(String::strip)
            .filter(row -> row.startsWith(name + ":"))
            .findFirst()
            .orElseThrow();
    // proc_pid_net(5): eight numbers for what was received, then bytes and packets sent
    String[] numbers = line.substring(name.length() + 1).strip().split(" +", -1);
    return new Sent(Long.parseLong(numbers[9]), Long.parseLong(numbers[8]));
  }

  /** How many packets the device sent over an interface. */
  public long packets(String name) {
    return sent(name).packets();
  }

  /** How many bytes that were. */
  public long bytes(String name) {
    return sent(name).bytes();
  }

  /** Waits until the device sent that much over an interface. */
  public void awaitBytes(String name, long count) {
    await(count + " bytes over " + name)
        .atMost(RunningCommand.PATIENCE)
        .until(() -> bytes(name) >= count);
  }
}
