package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestCertificate;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import autoupload.tests.harness.TwoWays;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Interface binding: with {@code -i} not one byte goes to the server over another interface. The
 * test counts the packets that the device sent over each; the routing tables prefer the one that
 * costs money.
 */
final class InterfaceIT {
  private static final long SIZE = 48 * MIB;

  /** A chunk that is made durable, and half of another one. */
  private static final long QUARTER = 12 * MIB;

  private static final long CHUNK = 8 * MIB;

  /** Three quarters take twelve seconds, so that there is time to do something in the middle. */
  private static final int MEGABITS = 24;

  /** The headers of Ethernet, IPv4 and TCP. */
  private static final long BARE_RESET = 14 + 20 + 20;

  /** Longer than the two seconds promised, for a busy machine; a stall would take a minute. */
  private static final Duration SOON = Duration.ofSeconds(20);

  @RegisterExtension
  @Order(1)
  final Site site = new Site();

  @RegisterExtension
  @Order(2)
  final TwoWays ways = new TwoWays(site);

  private TestCertificate certificate;
  private TestServer server;
  private Tree source;

  @BeforeEach
  void recordADrive() throws IOException {
    certificate = TestCertificate.create(site, "far", "IP:" + TwoWays.SERVER);
    server = site.server().certificate(certificate).under(ways.onServer()).bind(TwoWays.SERVER);
    server.start();
    source = site.source("videos").file("drive.mp4", SIZE);
  }

  private TestClient client(String interfaces) {
    return site.client(server.port(), source)
        .under(ways.onDevice())
        .host(TwoWays.SERVER)
        .ca(certificate.ca())
        .with("-i", interfaces);
  }

  /** A client that is in the middle of the file. */
  private RunningCommand interrupted(TestClient client) {
    ways.limit("wlan0", MEGABITS);
    RunningCommand running = client.start();
    ways.awaitBytes("wlan0", QUARTER);
    return running;
  }

  private void assertNotNow(RunningCommand client, String reason) throws IOException {
    assertThat(client.exitCodeWithin(SOON)).as(client.transcript()).isEqualTo(75);
    assertThat(client.err()).anyMatch(line -> line.contains(reason));
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  private void assertArrived() throws IOException {
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  private void assertNothingOver(String name) {
    assertThat(ways.packets(name)).as("packets over " + name).isZero();
  }

  @Test
  void withoutALimitTheRoutingTablesDecide() throws Exception {
    client("n").runOrFail();

    assertArrived();
    assertThat(ways.bytes("wwan0")).isGreaterThan(SIZE);
    assertNothingOver("wlan0");
  }

  @Test
  void everyByteGoesOverTheAllowedInterfaceThoughAnotherIsPreferred() throws Exception {
    client("wlan0").runOrFail();

    assertArrived();
    assertThat(ways.bytes("wlan0")).isGreaterThan(SIZE);
    assertNothingOver("wwan0");
  }

  @Test
  void anInterfaceThatGoesDownStopsTheUploadAndTheNextRunGoesOn() throws Exception {
    RunningCommand client = interrupted(client("wlan0").retryFor("60s"));
    server.awaitDurable(ALICE, CHUNK);
    ways.down("wlan0");
    assertNotNow(client, "the network interface wlan0 is down");
    long sentInVain = ways.bytes("wlan0") - CHUNK;

    ways.unlimit("wlan0");
    ways.up("wlan0");
    client("wlan0").retryFor("60s").runOrFail();

    assertArrived();
    assertThat(ways.bytes("wlan0"))
        .as("what was durable is not sent again")
        .isBetween(SIZE, SIZE + sentInVain + CHUNK / 2);
    // The server may repeat something of the connection that is no more. The device's kernel
    // answers that itself, by the routing tables, with a reset and not a byte in it.
    TwoWays.Sent answers = ways.sent("wwan0");
    assertThat(answers.bytes()).isEqualTo(answers.packets() * BARE_RESET);
  }

  @Test
  void anInterfaceThatIsMissingKeepsTheClientFromConnecting() throws Exception {
    assertNotNow(client("wlan9").start(), "there is no network interface wlan9");
    assertNothingOver("wlan0");
    assertNothingOver("wwan0");
  }

  @Test
  void anInterfaceWithoutAnAddressKeepsTheClientFromConnecting() throws Exception {
    ways.withoutAddress("wlan0");

    assertNotNow(client("wlan0").start(), "the network interface wlan0 has no usable address");
    assertNothingOver("wlan0");
    assertNothingOver("wwan0");
  }

  @Test
  void anInterfaceWithoutACarrierKeepsTheClientFromConnecting() throws Exception {
    ways.unplug("wlan0");

    assertNotNow(client("wlan0").start(), "the network interface wlan0 has no carrier");
    assertNothingOver("wlan0");
    assertNothingOver("wwan0");
  }

  @Test
  void aForbiddenInterfaceIsNotUsedEvenIfItIsTheLastOne() throws Exception {
    RunningCommand client = interrupted(client("!wwan0").retryFor("60s"));
    ways.unplug("wlan0");

    assertNotNow(client, "no network interface is usable besides wwan0");
    assertThat(ways.bytes("wlan0")).isGreaterThanOrEqualTo(QUARTER);
    assertNothingOver("wwan0");
  }

  @Test
  void theNextOfSeveralInterfacesTakesOver() throws Exception {
    RunningCommand client = interrupted(client("eth9,wlan0,wwan0").retryFor("60s"));
    ways.down("wlan0");

    assertThat(client.exitCode()).as(client.transcript()).isZero();
    assertArrived();
    assertThat(ways.bytes("wwan0")).isBetween(MIB, SIZE);
  }

  @Test
  void aRouteThatMovesDuringTheUploadDoesNotTakeItAlong() throws Exception {
    ways.route("wlan0", 50);
    RunningCommand client = interrupted(client("wlan0"));
    ways.unroute("wlan0", 50);
    ways.unlimit("wlan0");

    assertThat(client.exitCode()).as(client.transcript()).isZero();
    assertArrived();
    assertNothingOver("wwan0");
  }

  @Test
  void whereNothingCanBeBoundTheClientSaysSoAndStopsWhenTheRouteMoves() throws Exception {
    ways.route("wlan0", 50);
    ways.limit("wwan0", 1);
    TestClient unbound = client("wlan0").jvm("-Djna.nosys=true", "-Djna.nounpack=true");
    RunningCommand client = interrupted(unbound);
    assertNothingOver("wwan0");
    ways.unroute("wlan0", 50);

    assertNotNow(client, "the route to the server leaves through wwan0");
    assertThat(client.err()).anyMatch(line -> line.contains("up to 2 seconds of it may leave"));
  }

  @Test
  void whereNothingCanBeBoundTheClientDoesNotConnectOverAnotherInterface() throws Exception {
    TestClient unbound = client("wlan0").jvm("-Djna.nosys=true", "-Djna.nounpack=true");

    assertNotNow(unbound.start(), "the route to the server leaves through wwan0");
    assertNothingOver("wlan0");
    assertNothingOver("wwan0");
  }
}
