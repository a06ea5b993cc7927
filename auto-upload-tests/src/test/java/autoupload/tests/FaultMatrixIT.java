package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.Link.Way;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Network faults at one place after the other, between one server and one client that both keep
 * running. Whatever the network does, the client erases each file in the end, and by then the
 * server has it, once and whole.
 */
final class FaultMatrixIT {
  /** Sizes that make a round of a few small files; the last one takes several TLS records. */
  private static final long[] SMALL = {0, 1, 3000, 50_000};

  /** What one chunk holds, and a little of a second one. */
  private static final long TWO_CHUNKS = 8 * MIB + 70_000;

  /** What a lost connection may cost: a TLS record under way, a handshake, a login, an offer. */
  private static final long COST_OF_A_BREAK = 64 << 10;

  /** What a server that does not know of the break may hold back, to write it with more. */
  private static final long IN_HAND = 128 << 10;

  @RegisterExtension static final Site SITE = new Site();
  private static final SortedMap<String, Tree.Entry> SENT = new TreeMap<>();
  private static TestServer server;
  private static FaultProxy proxy;
  private static Tree source;
  private static RunningCommand client;
  private static int rounds;

  /** For all tests, each of which has rounds of its own. */
  @BeforeAll
  static void startBothEnds() throws IOException {
    server = SITE.server().start();
    proxy = SITE.proxy(server);
    source = SITE.source("videos");
    // Without --retry-for a lost connection ends the pass, and the next one begins at once.
    client =
        SITE.client(proxy.port(), source).with("-d", "y", "--every", "20ms").retryFor("0s").start();
  }

  @BeforeEach
  void countAnew() {
    proxy.countAnew();
    proxy.connectWhen(() -> true);
  }

  /** Gives the client a folder with files of these sizes and waits until it has erased them. */
  private void round(long... sizes) throws IOException {
    String name = "round-%03d".formatted(rounds++);
    Tree made = SITE.source("made/" + name);
    for (long size : sizes) {
      made.file("of-" + size, size, rounds * 1000L + size);
    }
    made.snapshot().forEach((file, entry) -> SENT.put(name + "/" + file, entry));
    // All of it appears at once, or the client would take files that are half made.
    Path round = source.path(name);
    Files.move(made.root(), round, StandardCopyOption.ATOMIC_MOVE);
    await("round " + rounds + "\n" + client.transcript())
        .atMost(RunningCommand.PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> isEmpty(round) || !client.isAlive());
    assertThat(client.isAlive()).as(client.transcript()).isTrue();
  }

  private static boolean isEmpty(Path folder) {
    String[] names = folder.toFile().list();
    return names != null && names.length == 0;
  }

  private void roundOver(Link link, long... sizes) throws IOException {
    proxy.then(link);
    round(sizes);
  }

  private static long[] small() {
    return SMALL.clone();
  }

  /** How many bytes go that way for such a round when nothing breaks. */
  private long usual(Way way, long... sizes) throws IOException {
    round(sizes);
    long before = proxy.bytes(way);
    round(sizes);
    return proxy.bytes(way) - before;
  }

  /**
   * The client is back at once. What then lies unread in the kernel's buffers, up to megabytes on a
   * busy machine, is sent again and says nothing about either end; so it comes to the server when
   * that has what was delivered since now, all but {@link #IN_HAND} and what was no part of a file.
   */
  private void reconnectWhenEverythingIsRead() {
    long before = proxy.bytes(Way.TO_SERVER);
    int connections = proxy.connections();
    proxy.connectWhen(
        () -> {
          long delivered = proxy.bytes(Way.TO_SERVER) - before;
          long costs = (proxy.connections() - connections) * COST_OF_A_BREAK / 2;
          return server.received(ALICE) >= delivered - delivered / 200 - costs - IN_HAND;
        });
  }

  private void assertEverythingArrivedOnce() throws IOException {
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(SENT);
    assertThat(source.snapshot()).isEmpty();
  }

  /** Breaks a round of small files after {@code count} lengths that cover all of it. */
  private void breakSmallRounds(Way way, int count, Ending... endings) throws IOException {
    long all = usual(way, small());
    for (int i = 0; i < count; i++) {
      roundOver(Link.CLEAN.after(way, all * i / count, endings[i % endings.length]), small());
    }
    // The last few may come too late, since TLS packs bytes as it likes.
    assertThat(proxy.faults()).isGreaterThan(count * 3 / 4);
    assertEverythingArrivedOnce();
  }

  @Test
  void aBreakOnTheWayToTheServerCostsNoFileWhereverItComes() throws Exception {
    breakSmallRounds(Way.TO_SERVER, 36, Ending.CLOSE, Ending.RESET);
  }

  @Test
  void aBreakOnTheWayBackCostsNoFileWhereverItComes() throws Exception {
    breakSmallRounds(Way.TO_CLIENT, 24, Ending.CLOSE, Ending.RESET);
  }

  @Test
  void aBreakAroundTheEndOfAFileOrOfItsFirstChunkCostsNothing() throws Exception {
    // With what is around them, the bytes of a file of one chunk end where the first of two does.
    long oneChunk = usual(Way.TO_SERVER, 8 * MIB);
    for (long earlier : new long[] {400, 150, 120, 90, 60, 20}) {
      roundOver(Link.CLEAN.after(oneChunk - earlier, Ending.CLOSE), 8 * MIB);
      roundOver(Link.CLEAN.after(oneChunk - earlier, Ending.RESET), TWO_CHUNKS);
    }
    assertThat(proxy.faults()).isGreaterThan(8);
    assertEverythingArrivedOnce();
  }

  @Test
  void aFileGoesOnAfterEachOfManyBreaksWhereItWas() throws Exception {
    long size = 40 * MIB;
    long[] lengths = {0, 1, 600, 5000, 70_000, MIB, 3 * MIB, 100_000, 6 * MIB, 9 * MIB, 16 * MIB};
    for (long length : lengths) {
      proxy.then(Link.CLEAN.after(length, Ending.CLOSE));
    }
    reconnectWhenEverythingIsRead();
    round(size);

    assertThat(proxy.faults()).isEqualTo(lengths.length);
    assertThat(proxy.bytes(Way.TO_SERVER))
        .isBetween(size, size + size / 100 + lengths.length * COST_OF_A_BREAK);
    assertEverythingArrivedOnce();
  }

  @Test
  void aClientThatIsBackBeforeTheServerMissedItTakesItsFileOver() throws Exception {
    long[] lengths = {700, 40_000, 7 * MIB};
    for (long length : lengths) {
      reconnectWhenEverythingIsRead();
      roundOver(Link.CLEAN.after(length, Ending.HALF_OPEN).from("127.0.0.2"), TWO_CHUNKS);
    }
    assertThat(proxy.faults()).isEqualTo(lengths.length);
    assertThat(proxy.bytes(Way.TO_SERVER))
        .isLessThan(lengths.length * (TWO_CHUNKS + TWO_CHUNKS / 100 + 2 * COST_OF_A_BREAK));
    assertEverythingArrivedOnce();
  }

  @Test
  void aPauseCostsNoConnection() throws Exception {
    round(1);
    int before = proxy.connections();
    roundOver(Link.CLEAN.after(3 * MIB, Ending.PAUSE), TWO_CHUNKS);
    roundOver(Link.CLEAN.after(Way.TO_CLIENT, 600, Ending.PAUSE), small());

    assertThat(proxy.faults()).isEqualTo(2);
    assertThat(proxy.connections()).isEqualTo(before + 2);
    assertEverythingArrivedOnce();
  }

  @Test
  void aDeviceThatChangesItsAddressGoesOn() throws Exception {
    long size = 40 * MIB;
    for (int host = 2; host <= 4; host++) {
      proxy.then(Link.CLEAN.from("127.0.0." + host).after(5 * MIB, Ending.HALF_OPEN));
    }
    reconnectWhenEverythingIsRead();
    round(size);

    assertThat(proxy.faults()).isEqualTo(3);
    assertThat(proxy.bytes(Way.TO_SERVER)).isBetween(size, size + size / 100 + 3 * COST_OF_A_BREAK);
    assertEverythingArrivedOnce();
  }

  @Test
  void aServerThatIsRestartedInTheMiddleOfAFileHasTheRestOnly() throws Exception {
    long size = 60 * MIB;
    proxy.then(Link.CLEAN.after(20 * MIB, Ending.STALL), Link.CLEAN.after(20 * MIB, Ending.STALL));
    Thread restarts = new Thread(this::restartTheServerTwice, "restarts");
    restarts.start();
    round(size);
    restarts.join();

    assertThat(proxy.faults()).isEqualTo(2);
    assertThat(proxy.bytes(Way.TO_SERVER)).isBetween(size, size * 13 / 10);
    assertEverythingArrivedOnce();
  }

  /** Once as for an upgrade, once as by a power cut; each time it has read most of what came. */
  private void restartTheServerTwice() {
    server.awaitDurable(ALICE, 16 * MIB);
    proxy.awaitBytesToServer(20 * MIB);
    server.stop();
    server.start();
    server.awaitDurable(ALICE, 32 * MIB);
    proxy.awaitBytesToServer(40 * MIB);
    server.kill();
    server.start();
  }
}
