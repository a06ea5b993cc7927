package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Large video, of the size this project is made for, through two small heaps. */
final class LargeFileIT {
  @RegisterExtension final Site site = new Site();

  @Test
  @Tag("slow")
  void aVideoOfAGigabyteArrivesThroughAHeapOf128Mebibytes() throws Exception {
    assumeTrue(isInstalled("ffmpeg"), "ffmpeg is not installed: no video of 1 GB to upload");
    assumeTrue(
        Files.getFileStore(site.path("")).getUsableSpace() > 4096 * MIB,
        "less than 4 GiB of free space under target");
    Tree source = site.source("videos");
    // Uncompressed frames: 1 GB in seconds, where an encoder would take minutes.
    site.command("ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=3840x2160:r=30")
        .with("-frames:v", "90", "-c:v", "rawvideo", source.path("drive.nut").toString())
        .runOrFail();
    TestServer server = site.server().jvm("-Xmx128m").start();

    site.client(server.port(), source).jvm("-Xmx128m").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(source.snapshot().get("drive.nut").size()).isGreaterThan(1_000_000_000);
  }

  private static boolean isInstalled(String command) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }
}
