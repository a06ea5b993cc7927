package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Quota from {@code adduser --quota} to a device that keeps its files until there is room. */
final class QuotaIT {
  private static final Pattern READ = Pattern.compile("password file read again");

  @RegisterExtension final Site site = new Site();

  private void quota(TestServer server, String size) {
    site.jar("adduser")
        .with("--update", "-u", ALICE.user(), "--quota", size)
        .with("-f", server.passwordFile().toString())
        .runOrFail();
  }

  @Test
  void whatIsBeyondAQuotaStaysOnTheDeviceUntilItIsRaised() throws Exception {
    TestServer server = site.server();
    quota(server, "3M");
    server.start();
    Tree source = site.source("videos").file("a.mp4", 2 * Tree.MIB).file("b.mp4", 2 * Tree.MIB);
    source.file("c.mp4", 3 * Tree.MIB).file("d.txt", 1000);
    SortedMap<String, Tree.Entry> all = source.snapshot();

    RunningCommand first = site.client(server.port(), source).with("-d", "y").run();

    assertThat(first.exitCode()).as(first.transcript()).isEqualTo(75);
    assertThat(first.err()).filteredOn(line -> line.contains("quota")).hasSize(1);
    assertThat(first.err()).anyMatch(line -> line.contains("quota of 3 MiB is used up"));
    assertThat(server.stored(ALICE).snapshot()).containsOnlyKeys("a.mp4", "d.txt");
    assertThat(source.snapshot()).containsOnlyKeys("b.mp4", "c.mp4");

    RunningCommand second = site.client(server.port(), source).with("-d", "y").run();

    assertThat(second.exitCode()).as(second.transcript()).isEqualTo(75);
    assertThat(second.said()).as("it was said").noneMatch(line -> line.contains("quota"));
    assertThat(source.snapshot()).containsOnlyKeys("b.mp4", "c.mp4");

    int read = (int) server.process().err().stream().filter(READ.asPredicate()).count();
    quota(server, "1G");
    server.process().awaitErr(READ, read + 1);
    site.client(server.port(), source).with("-d", "y").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(all);
    assertThat(source.snapshot()).isEmpty();
    assertThat(server.process().err())
        .filteredOn(line -> line.contains("code=QUOTA"))
        .as("refusals in the log, of two runs within a minute")
        .hasSize(1);
  }
}
