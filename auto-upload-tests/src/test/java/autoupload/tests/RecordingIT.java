package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.RunningCommand.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Files that grow: a camera records into the folder while the client looks again and again. */
final class RecordingIT {
  private static final List<String> FOOTAGE =
      List.of("-f", "lavfi", "-re", "-i", "testsrc2=size=320x240:rate=25", "-t", "8");

  /** On a machine where a client needs longer to look than a take lasts. */
  private static final int MOST_TAKES = 5;

  @RegisterExtension final Site site = new Site();

  private RunningCommand camera(Path file, String... layout) {
    return site.command("ffmpeg", "-nostdin", "-v", "error")
        .with(FOOTAGE)
        .with("-c:v", "mpeg4", "-g", "25", "-flush_packets", "1")
        .with(layout)
        .with(file.toString())
        .start();
  }

  @Test
  void recordingsAreUploadedWholeAndNotBeforeTheyEnd() throws Exception {
    assumeTrue(has("ffmpeg") && has("ffprobe"), "ffmpeg or ffprobe is not installed");
    TestServer server = site.server().start();
    Tree source = site.source("camera");
    int takes = 1;
    while (looksAtATake(server, source, "take " + takes) == 0) {
      takes++;
      assertThat(takes).as("none long enough for a client to look").isLessThanOrEqualTo(MOST_TAKES);
    }
    SortedMap<String, Tree.Entry> recorded = source.snapshot();
    settledClient(server, source).runOrFail();

    assertThat(server.stored(ALICE).snapshot()).hasSize(3 * takes).isEqualTo(recorded);
    for (String name : recorded.keySet()) {
      assertThat(frames(server.folder().resolve(ALICE.user()).resolve(name))).isEqualTo("200");
    }
  }

  /** Gives how often a client looked from start to end while all cameras recorded. */
  private int looksAtATake(TestServer server, Tree source, String name) throws IOException {
    Tree take = Tree.at(Files.createDirectory(source.path(name)));
    List<RunningCommand> cameras =
        List.of(
            camera(take.path("plain.mp4")),
            camera(take.path("index first.mov"), "-movflags", "+faststart"),
            camera(take.path("fragmented.mp4"), "-movflags", "frag_keyframe+empty_moov"));
    await().atMost(PATIENCE).until(() -> take.snapshot().size() == cameras.size());

    int looks = 0;
    while (cameras.stream().allMatch(RunningCommand::isAlive)) {
      RunningCommand look = settledClient(server, source).runOrFail();
      if (cameras.stream().allMatch(RunningCommand::isAlive)) { // they recorded all the while
        looks++;
        assertThat(server.stored(ALICE).snapshot().keySet())
            .describedAs(look.transcript())
            .noneMatch(file -> file.startsWith(name));
      }
    }
    assertThat(cameras).allMatch(camera -> camera.exitCode() == 0);
    return looks;
  }

  private String frames(Path video) {
    return site.command("ffprobe", "-v", "error", "-count_frames", "-of", "csv=p=0")
        .with("-show_entries", "stream=nb_read_frames", video.toString())
        .runOrFail()
        .out()
        .get(0);
  }

  private boolean has(String command) {
    return site.command("sh", "-c", "command -v " + command).run().exitCode() == 0;
  }

  private TestClient settledClient(TestServer server, Tree source) {
    return site.client(server.port(), source).settle("1s").with("-v");
  }

  @Test
  void aRecordingThatNeverEndedIsUploadedLateWithAWarning() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("camera").file("photo.jpg", 1000);
    Path cut = source.path("cut.mp4");
    Files.write(
        cut, "\0\0\0\20ftypisom\0\0\0\1\0\0\0\0mdat...".getBytes(StandardCharsets.US_ASCII));

    RunningCommand early = settledClient(server, source).runOrFail();
    assertThat(server.stored(ALICE).snapshot()).containsOnlyKeys("photo.jpg");
    assertThat(early.said()).anyMatch(l -> l.contains("cut.mp4") && l.contains("not finished"));

    Files.setLastModifiedTime(cut, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));
    RunningCommand late = site.client(server.port(), source).runOrFail();
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
    assertThat(late.err()).anyMatch(l -> l.contains("cut.mp4") && l.contains("never finished"));
  }

  @Test
  void aDeviceWithoutNativesStillLeavesAFileAloneThatIsBeingWritten() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("logs").file("done.txt", 1000).file("today.txt", 1000);
    SortedMap<String, Tree.Entry> done = source.snapshot();
    done.remove("today.txt");
    RunningCommand writer =
        site.command("sh", "-c", "exec 3>>\"$1\"; echo open; exec sleep 600", "sh")
            .with(source.path("today.txt").toString())
            .start();
    writer.awaitOut(Pattern.compile("open"));

    site.client(server.port(), source)
        .jvm("-Djna.nosys=true", "-Djna.noclasspath=true", "-Djna.boot.library.path=/nowhere")
        .runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(done);
  }
}
