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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Silent peers, and host names that lead nowhere: nobody waits for ever. */
final class SilentPeerIT {
  /** One break for each phase: in the handshake, in the login, with offers and data under way. */
  private static final List<Link> PHASES =
      List.of(
          Link.CLEAN.after(0, Ending.VANISH),
          Link.CLEAN.after(Way.TO_CLIENT, 0, Ending.VANISH),
          Link.CLEAN.after(Way.TO_CLIENT, 100, Ending.VANISH),
          Link.CLEAN.after(700, Ending.VANISH),
          Link.CLEAN.after(800, Ending.VANISH),
          Link.CLEAN.after(1500, Ending.VANISH),
          Link.CLEAN.after(5 * MIB, Ending.VANISH),
          Link.CLEAN.after(Way.TO_CLIENT, 2600, Ending.STALL));

  @RegisterExtension final Site site = new Site();

  @Test
  @Tag("slow") // it takes the whole minute that a connection may be silent
  void aPeerThatFallsSilentIsLeftByBothEndsWhateverThePhase() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("drive.bin", 100 * MIB);
    List<RunningCommand> clients = new ArrayList<>();
    for (Link link : PHASES) {
      clients.add(clientOver(link, server, source));
    }

    for (RunningCommand client : clients) {
      assertThat(client.exitCode()).as(client.transcript()).isEqualTo(69);
      assertThat(client.err()).singleElement().asString().contains("did not answer in time");
    }
    await("the server to let go of all of them, though nobody told it that they are gone")
        .atMost(RunningCommand.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(lines(server, "disconnected user="))
                    .isEqualTo(lines(server, "login user=")));
    assertThat(lines(server, "login user=")).isPositive();
    site.client(server.port(), source).runOrFail();
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  /** A device of its own: another client of the same state folder would take the file over. */
  private RunningCommand clientOver(Link link, TestServer server, Tree source) throws IOException {
    FaultProxy proxy = site.proxy(server).then(link);
    return site.client(proxy.port(), source).state("state-" + proxy.port()).start();
  }

  private static long lines(TestServer server, String words) {
    return server.process().err().stream().filter(line -> line.contains(words)).count();
  }

  @Test
  void aNameThatLeadsNowhereIsTriedForAWhileAndThenReported() throws Exception {
    Tree source = site.source("videos").file("one.jpg", 1000);

    RunningCommand client =
        site.client(443, source).host("no-such-server.invalid").retryFor("2s").run();

    assertThat(client.exitCode()).isEqualTo(69);
    assertThat(client.err())
        .singleElement()
        .asString()
        .contains("the name no-such-server.invalid cannot be resolved");
  }
}
