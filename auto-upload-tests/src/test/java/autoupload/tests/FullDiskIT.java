package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.SmallDisk;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Full server disk: it fills while files come, and has room again later. */
final class FullDiskIT {
  private static final Pattern REFUSED = Pattern.compile("refused user=alice .*code=NO_SPACE");

  /** Far more than it takes; there is nothing to wait for. */
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @RegisterExtension final Site site = new Site();

  @Test
  void aDiskThatFillsDuringAFileCostsNothingThatWasConfirmed() throws Exception {
    goesOnWhenThereIsRoomAgain("0", 0);
  }

  @Test
  @Tag("slow")
  void theFloorIsKeptDuringAFileToo() throws Exception {
    goesOnWhenThereIsRoomAgain("4M", 2 * Tree.MIB);
  }

  /** Leaves only {@code left} bytes while a file comes. */
  private void goesOnWhenThereIsRoomAgain(String minFree, long left) throws Exception {
    TestServer server = site.server().with("--min-free", minFree);
    try (SmallDisk disk = SmallDisk.mount(site, server.folder(), 40)) {
      server.start();
      Tree source = site.source("videos").file("first.mp4", Tree.MIB);
      site.client(server.port(), source).runOrFail();
      source.file("large.mp4", 24 * Tree.MIB).file("last.mp4", 1000);
      FaultProxy proxy = site.proxy(server).then(Link.CLEAN.after(10 * Tree.MIB, Ending.HOLD));
      RunningCommand client = site.client(proxy.port(), source).start();
      server.awaitDurable(ALICE, 8 * Tree.MIB);

      Path ballast = disk.fillUpTo("ballast", left);
      proxy.goOn();

      server.process().awaitErr(REFUSED, 1);
      assertThat(client.exitCodeWithin(LIMIT)).as(client.transcript()).isEqualTo(75);
      assertThat(client.err()).singleElement().asString().contains("disk");
      RunningCommand again = site.client(proxy.port(), source).run();
      assertThat(again.exitCode()).as(again.transcript()).isEqualTo(75);
      assertThat(again.said()).as("it was said").isEmpty();
      proxy.drop();
      server.awaitLetGo();
      assertThat(server.stored(ALICE).snapshot()).containsOnlyKeys("first.mp4");
      if (left > 0) {
        assertThat(disk.free()).isGreaterThan(left / 4); // the rest was never touched
      }
      Files.delete(ballast);
      proxy.countAnew();
      site.client(proxy.port(), source).runOrFail();

      assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
      assertThat(proxy.bytesToServer())
          .as("what was durable is not sent again")
          .isLessThan(18 * Tree.MIB);
      assertThat(server.stop()).isZero();
    }
  }
}
