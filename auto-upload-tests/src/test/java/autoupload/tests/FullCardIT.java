package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.SmallDisk;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Full memory card: a card without a byte left, that also has the client's state on it, empties
 * itself. Where data goes to a new place each time, overwriting would have no room.
 */
final class FullCardIT {
  @RegisterExtension final Site site = new Site();

  private interface Card {
    SmallDisk mount(Path folder) throws IOException;
  }

  @Test
  void ofAFileSystemInMemory() throws Exception {
    RunningCommand run = emptiesItself(folder -> SmallDisk.mount(site, folder, 16), Tree.MIB);

    assertThat(run.err()).noneMatch(line -> line.contains("overwritten"));
  }

  @Test
  void ofExt4WithoutRoomForRoot() throws Exception {
    emptiesItself(
        folder -> SmallDisk.format(site, folder, 24, "mkfs.ext4", "-q", "-m", "0"), Tree.MIB);
  }

  @Test
  void ofBtrfsWhichIsNotOverwritten() throws Exception {
    RunningCommand run =
        emptiesItself(
            folder -> SmallDisk.format(site, folder, 256, "mkfs.btrfs", "-q"), 6 * Tree.MIB);

    assertThat(run.err())
        .filteredOn(line -> line.contains("removed without being overwritten"))
        .singleElement()
        .asString()
        .contains("btrfs writes new data to a new place");
  }

  private RunningCommand emptiesItself(Card card, long clip) throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("card");
    try (SmallDisk disk = card.mount(source.root())) {
      Files.createDirectory(source.path("state"));
      source.file("first.bin", 100);
      RunningCommand first = client(server, source);
      for (int i = 0; i < 4; i++) {
        source.file("clip" + i + ".bin", clip);
      }
      for (int i = 0; i < 40; i++) {
        source.file("day/picture" + i + ".jpg", 5000);
      }
      Path ballast = disk.fillUpTo(".ballast", 0);

      RunningCommand run = client(server, source);

      assertThat(run.out()).anyMatch(line -> line.contains("44 erased here"));
      try (Stream<Path> left = Files.walk(source.root())) {
        assertThat(left.filter(Files::isRegularFile))
            .allMatch(path -> path.equals(ballast) || path.startsWith(source.path("state")));
      }
      assertThat(server.stored(ALICE).snapshot()).hasSize(45);
      return first;
    }
  }

  private RunningCommand client(TestServer server, Tree source) {
    return site.client(server.port(), source).state("card/state").with("-d", "y").runOrFail();
  }
}
