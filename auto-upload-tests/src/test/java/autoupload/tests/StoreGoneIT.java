package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.mount.MountTable;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.SmallDisk;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Promise 24, with a real disk that is unmounted under a running server. */
@SuppressWarnings("try") // a disk may go before its time
final class StoreGoneIT {
  private static final Pattern GONE = Pattern.compile("unmounted: nothing is confirmed");
  private static final Pattern BACK = Pattern.compile("the storage folder is back");
  private static final Pattern REFUSED = Pattern.compile("its operator must put it back");

  @RegisterExtension final Site site = new Site();

  @Test
  void nothingIsTakenWhileTheDiskIsUnmountedAndItGoesOnByItself() throws Exception {
    TestServer server = site.server();
    assumeTrue(
        MountTable.read().required(server.folder().toRealPath()).isEmpty(),
        "the tests run on a mounted disk, where --require-mount finds one");
    Path elsewhere = Files.createDirectories(site.path("elsewhere"));
    try (SmallDisk disk = SmallDisk.mount(site, server.folder(), 40)) {
      bind(server.folder(), elsewhere);
      try {
        server.with("--require-mount", "--min-free", "0").start();
        Tree source = site.source("videos").file("first.mp4", 1000);
        site.client(server.port(), source).runOrFail();
        disk.close();
        source.file("second.mp4", 1000).file("third.mp4", 1000);
        SortedMap<String, Tree.Entry> all = source.snapshot();

        RunningCommand away = site.client(server.port(), source).with("-d", "y").start();
        server.process().awaitErr(REFUSED, 1);
        away.kill();

        assertThat(source.snapshot()).isEqualTo(all);
        assertThat(server.folder()).isEmptyDirectory();
        assertRefuses(server, server.folder(), "no disk is mounted");

        bind(elsewhere, server.folder());
        assertRefuses(server, elsewhere, "another server");
        site.client(server.port(), source).state("another").runOrFail();

        assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
        for (Pattern once : List.of(GONE, BACK)) {
          assertThat(server.process().err().stream().filter(once.asPredicate()))
              .as(server.process().transcript())
              .hasSize(1);
        }
        assertThat(server.stop()).isZero();
      } finally {
        site.command("umount", "-l", elsewhere.toString()).run();
      }
    }
  }

  private void bind(Path from, Path to) {
    site.command("mount", "--bind", from.toString(), to.toString()).runOrFail();
  }

  private static void assertRefuses(TestServer server, Path folder, String because) {
    RunningCommand second = server.command(server.settings(folder)).run();
    assertThat(second.exitCode()).as(second.transcript()).isEqualTo(75);
    assertThat(second.err()).anyMatch(line -> line.contains(because));
  }
}
