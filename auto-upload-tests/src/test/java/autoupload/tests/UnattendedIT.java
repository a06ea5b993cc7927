package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Unattended client: many runs, or one that does not end. */
final class UnattendedIT {
  /** A generous "at once"; a client that waited for its silent link would wait for a minute. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  @RegisterExtension final Site site = new Site();

  private Tree videos() throws Exception {
    return site.source("videos").file("one.jpg", 1000).file("day/two.jpg", 2000);
  }

  @Test
  void aRunWithNothingNewNeedsNoServer() throws Exception {
    TestServer server = site.server().start();
    Tree source = videos();
    site.client(server.port(), source).runOrFail();
    server.stop();

    RunningCommand again = site.client(server.port(), source).runOrFail();

    assertThat(again.said()).isEmpty();
  }

  @Test
  void aNameThatIsUsedAgainIsUploadedAgainAndBothAreKept() throws Exception {
    TestServer server = site.server().start();
    Tree source = videos();
    site.client(server.port(), source).with("-d", "y").runOrFail();
    assertThat(source.snapshot()).isEmpty();
    source.file("one.jpg", 1000, 77);

    site.client(server.port(), source).with("-d", "y").runOrFail();

    assertThat(source.snapshot()).isEmpty();
    assertThat(server.stored(ALICE).snapshot()).hasSize(3);
  }

  @Test
  void erasingSparesTheNewestFilesIfAsked() throws Exception {
    TestServer server = site.server().start();
    Tree source = videos();

    site.client(server.port(), source).with("-d", "y", "--keep-newest", "1").runOrFail();

    assertThat(source.snapshot()).hasSize(1);
    assertThat(server.stored(ALICE).snapshot()).hasSize(2);
  }

  @Test
  void aReasonThatLastsIsSaidOnce() throws Exception {
    TestServer server = site.server().start();
    Tree source = videos();
    server.stop();

    RunningCommand first = site.client(server.port(), source).run();
    RunningCommand second = site.client(server.port(), source).run();
    RunningCommand overdue = site.client(server.port(), source).with("--overdue", "0").run();

    assertThat(first.exitCode()).isEqualTo(69);
    assertThat(first.err()).hasSize(1);
    assertThat(second.exitCode()).isEqualTo(69);
    assertThat(second.said()).isEmpty();
    assertThat(overdue.err()).anyMatch(line -> line.contains("WARNING"));
  }

  @Test
  void runningForGoodItTakesNewFilesSurvivesTheServerAndStopsAtOnce() throws Exception {
    TestServer server = site.server().start();
    Tree source = videos();
    RunningCommand client =
        site.client(server.port(), source).with("-v", "--every", "1s").retryFor("90s").start();
    client.awaitOut(Pattern.compile("confirmed: day/two.jpg.*"));

    RunningCommand second = site.client(server.port(), source).run();
    assertThat(second.exitCode()).as("a second client on the same folder").isEqualTo(75);

    server.stop();
    source.file("three.jpg", 3000);
    server.start();
    client.awaitOut(Pattern.compile("confirmed: three.jpg.*"));
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());

    client.terminate();
    assertThat(client.exitCodeWithin(STOP_LIMIT)).isZero();
  }

  @Test
  void stoppedInTheMiddleOfAFileItEndsAtOnceAndGoesOnLater() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("drive.mp4", 24 * Tree.MIB);
    Link held = Link.CLEAN.after(4 * Tree.MIB, Ending.HOLD);
    FaultProxy proxy = site.proxy(server).then(held);
    RunningCommand client =
        site.client(proxy.port(), source).with("--every", "1s").retryFor("90s").start();
    proxy.awaitBytesToServer(4 * Tree.MIB);

    client.terminate();
    assertThat(client.exitCodeWithin(STOP_LIMIT)).isZero();
    assertThat(server.stored(ALICE).snapshot()).as("it was in the middle").isEmpty();
    proxy.drop();
    server.awaitLetGo();

    site.client(server.port(), source).runOrFail();
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }
}
