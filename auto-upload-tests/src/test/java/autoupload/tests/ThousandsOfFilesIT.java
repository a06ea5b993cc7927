package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Real folder trees: many files, deep folders, all sizes. */
final class ThousandsOfFilesIT {
  @RegisterExtension final Site site = new Site();

  @Test
  void aJdkArrivesWithEveryFile() throws Exception {
    TestServer server = site.server().start();
    // A copy, since the client leaves the Java that it runs on alone.
    Path copy = site.path("jdk");
    site.command("cp", "-a", System.getProperty("java.home") + "/.", copy.toString()).runOrFail();
    Tree jdk = Tree.at(copy);

    site.client(server.port(), jdk).runOrFail();

    assertThat(jdk.snapshot()).hasSizeGreaterThan(100);
    assertThat(server.stored(ALICE).snapshot().equals(jdk.snapshot())).isTrue();
  }

  @Test
  void fourThousandSmallFilesArrive() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("photos");
    SplittableRandom random = new SplittableRandom(4000);
    for (int i = 0; i < 4000; i++) {
      String name = "year%d/month%02d/photo-%04d.jpg".formatted(i % 7, i % 12, i);
      source.file(name, random.nextInt(40_000), i);
    }

    site.client(server.port(), source).runOrFail();
    site.client(server.port(), source).runOrFail();

    // Compared as a whole: a report of thousands of differences helps nobody.
    assertThat(server.stored(ALICE).snapshot().equals(source.snapshot())).isTrue();
  }

  /** Half of them empty, the others of a few bytes, in sixty folders. */
  private Tree tiny(int count) throws Exception {
    Tree source = site.source("photos");
    for (int i = 0; i < count; i++) {
      source.file("year%d/month%02d/photo-%06d.jpg".formatted(i % 5, i % 12, i), i % 2 * 5L, i);
    }
    return source;
  }

  @Test
  void aRunWithNothingNewOverTenThousandFilesTakesASmallHeap() throws Exception {
    TestServer server = site.server().start();
    Tree source = tiny(10_000);
    site.client(server.port(), source).jvm("-Xmx64m", "-XX:+UseSerialGC").runOrFail();

    RunningCommand again =
        site.client(server.port(), source).jvm("-Xmx32m", "-XX:+UseSerialGC").runOrFail();

    assertThat(again.said()).isEmpty();
  }

  @Test
  @Tag("slow")
  void aHundredThousandFilesGoThroughAHeapOf64Mebibytes() throws Exception {
    TestServer server = site.server().start();
    Tree source = tiny(100_000);

    site.client(server.port(), source).jvm("-Xmx64m", "-XX:+UseSerialGC").runOrFail();
    RunningCommand again =
        site.client(server.port(), source).jvm("-Xmx64m", "-XX:+UseSerialGC").runOrFail();

    assertThat(again.said()).isEmpty();
    assertThat(server.stored(ALICE).snapshot().equals(source.snapshot())).isTrue();
  }
}
