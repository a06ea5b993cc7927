package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Unsteady links: slow, or broken at the worst moments of a conversation. */
final class UnsteadyLinkIT {
  @RegisterExtension final Site site = new Site();

  private Tree tenFiles() throws IOException {
    Tree source = site.source("videos");
    for (int i : IntStream.range(0, 10).toArray()) {
      source.file("clip-" + i + ".mp4", 2000L * i);
    }
    return source;
  }

  @Test
  void singleBytesAreEnough() throws Exception {
    TestServer server = site.server().start();
    FaultProxy proxy = site.proxy(server).then(Link.CLEAN.inSlicesOf(1));
    Tree source = tenFiles();

    site.client(proxy.port(), source).retryFor("0s").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @Test
  void aLongWayIsNoObstacle() throws Exception {
    TestServer server = site.server().start();
    FaultProxy proxy = site.proxy(server).then(Link.CLEAN.delayedBy(Duration.ofMillis(100)));
    Tree source = tenFiles();

    site.client(proxy.port(), source).retryFor("0s").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(proxy.connections()).isEqualTo(1);
  }

  @Test
  void aConnectionThatBreaksBeforeTheLoginIsTriedAgain() throws Exception {
    TestServer server = site.server().start();
    FaultProxy proxy =
        site.proxy(server)
            .then(Link.CLEAN.after(0, Ending.CLOSE), Link.CLEAN.after(150, Ending.RESET));
    Tree source = tenFiles();

    site.client(proxy.port(), source).retryFor("90s").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(proxy.connections()).isEqualTo(3);
  }

  @Test
  void aConnectionThatBreaksAmidSmallFilesIsTriedAgain() throws Exception {
    TestServer server = site.server().start();
    FaultProxy proxy =
        site.proxy(server)
            .then(Link.CLEAN.after(5_000, Ending.RESET), Link.CLEAN.after(40_000, Ending.CLOSE));
    Tree source = tenFiles();

    site.client(proxy.port(), source).retryFor("90s").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(proxy.connections()).isEqualTo(3);
  }
}
