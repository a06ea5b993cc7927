package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM, as a service manager sends it. */
final class SignalsIT {
  private static final long SIZE = 40 * MIB;
  private static final long HALF = SIZE / 2;
  private static final long CHUNKS_IN_HALF = 16 * MIB;

  /** It promises about ten seconds; one that waited for a silent client would take a minute. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  @RegisterExtension final Site site = new Site();

  @Test
  void anIdleServerStopsAtOnceAndWithoutComplaint() throws Exception {
    TestServer server = site.server().start();

    assertStopsInTime(server);
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"STALL", "VANISH"})
  void aServerWithAClientThatSaysNothingStopsInTime(Ending ending) throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("drive.mp4", SIZE);
    FaultProxy proxy = site.proxy(server).then(Link.CLEAN.after(HALF, ending));

    RunningCommand client = client(proxy.port(), source);
    proxy.awaitBytesToServer(HALF);
    server.awaitDurable(ALICE, CHUNKS_IN_HALF);
    assertStopsInTime(server);
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
    server.start();
    proxy.drop();

    assertThat(client.exitCode()).isZero();
    assertArrivedOnceAndAHalfAtMost(server, source, proxy);
  }

  @Test
  void aServerInTheMiddleOfAnUploadKeepsWhatItHas() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("drive.mp4", SIZE);
    // At most 64 KiB every 20 ms, 3 MiB a second: there is time to stop it before the end.
    Link slow = Link.CLEAN.delayedBy(Duration.ofMillis(20));
    FaultProxy proxy = site.proxy(server).then(slow);

    RunningCommand client = client(proxy.port(), source);
    proxy.awaitBytesToServer(HALF);
    server.awaitDurable(ALICE, CHUNKS_IN_HALF);
    assertStopsInTime(server);
    assertThat(server.stored(ALICE).snapshot()).as("it was in the middle").isEmpty();
    server.start();

    assertThat(client.exitCode()).isZero();
    assertArrivedOnceAndAHalfAtMost(server, source, proxy);
  }

  private static void assertStopsInTime(TestServer server) {
    server.process().terminate();
    assertThat(server.process().exitCodeWithin(STOP_LIMIT)).isZero();
  }

  private RunningCommand client(int port, Tree source) {
    return site.client(port, source).retryFor("60s").start();
  }

  private static void assertArrivedOnceAndAHalfAtMost(
      TestServer server, Tree source, FaultProxy proxy) throws Exception {
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(proxy.bytesToServer()).isBetween(SIZE, SIZE + HALF - MIB);
  }
}
