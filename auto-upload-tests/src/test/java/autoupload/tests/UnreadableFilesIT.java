package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.Installation;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Unreadable files and folders: one that may not be read costs the others nothing, at both ends.
 */
final class UnreadableFilesIT {
  @RegisterExtension final Site site = new Site();

  /** What makes a command run as somebody whom permissions bind. */
  private List<String> asNobody = List.of();

  @BeforeEach
  void becomeNobodyWhereRoot() throws Exception {
    if (site.command("id", "-u").runOrFail().out().equals(List.of("0"))) {
      asNobody =
          List.of(
              "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all");
      assumeTrue(
          Files.isExecutable(Path.of("/usr/bin/setpriv"))
              && nobodyCan("-x", Installation.java())
              && nobodyCan("-r", Installation.jar("client")),
          "run by root, and `setpriv` cannot run the client as nobody");
    }
    // The client makes its state folder and its temporary files there, as whoever it is.
    permit(site.path(""), "rwxrwxrwx");
    permit(site.path("tmp"), "rwxrwxrwx");
  }

  private boolean nobodyCan(String test, Path file) {
    return site.command(asNobody.toArray(String[]::new))
            .with("test", test, file.toString())
            .run()
            .exitCode()
        == 0;
  }

  private static void permit(Path path, String permissions) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** The root of an ext4 file system has a lost+found that only root may look into. */
  @Test
  void aFolderThatTheServerMayNotLookIntoKeepsItFromTidyingUpNoOther() throws Exception {
    TestServer server = site.server();
    Tree store = Tree.at(server.folder());
    for (int i = 0; i < 20; i++) {
      store.file("user" + i + "/.auto-upload-partial/abandoned.part", 10);
    }
    for (Path part : abandoned(server)) {
      Files.setLastModifiedTime(part, FileTime.from(Instant.now().minus(Duration.ofDays(30))));
    }
    assertThat(abandoned(server)).hasSize(20);
    if (!asNobody.isEmpty()) {
      site.command("chown", "-R", "65534:65534", site.path("").toString()).runOrFail();
    }
    Path hidden = Files.createDirectory(store.path("lost+found"));
    permit(hidden, "---------");
    try {
      server.under(asNobody).start();

      await().atMost(RunningCommand.PATIENCE).until(() -> abandoned(server).isEmpty());
    } finally {
      permit(hidden, "rwx------");
    }
  }

  private static List<Path> abandoned(TestServer server) throws IOException {
    try (Stream<Path> all =
        Files.find(server.folder(), 3, (path, is) -> path.endsWith("abandoned.part"))) {
      return all.toList();
    }
  }

  @Test
  void anUnreadableFileIsNamedAndTheOthersAreUploaded() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("mixed").file("a.txt", 10).file("secret.txt", 20).file("z.txt", 30);
    SortedMap<String, Tree.Entry> readable = source.snapshot();
    readable.remove("secret.txt");
    permit(source.path("secret.txt"), "---------");

    RunningCommand run = site.client(server.port(), source).under(asNobody).run();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).anyMatch(line -> line.contains("secret.txt"));
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(readable);
  }

  @Test
  void anUnreadableFolderIsNamedAndTheOthersAreUploaded() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("mixed").file("open/a.txt", 10).file("locked/b.txt", 20);
    SortedMap<String, Tree.Entry> readable = source.snapshot();
    readable.remove("locked/b.txt");
    permit(source.path("locked"), "---------");
    try {
      RunningCommand run = site.client(server.port(), source).under(asNobody).run();

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).anyMatch(line -> line.contains("locked"));
      assertThat(server.stored(ALICE).snapshot()).isEqualTo(readable);
    } finally {
      permit(source.path("locked"), "rwx------");
    }
  }

  @Test
  void whatIsInAFolderThatMayNotBeWrittenIsKeptAndNotReadAgainAtEachRun() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("locked/a.mp4", 10).file("locked/b.mp4", 20);
    SortedMap<String, Tree.Entry> before = source.snapshot();
    permit(source.root(), "rwxrwxrwx");
    permit(source.path("locked"), "r-xr-xr-x");
    try {
      TestClient client = site.client(server.port(), source).under(asNobody).with("-d", "y");
      RunningCommand first = client.runOrFail();
      assertThat(first.err())
          .filteredOn(line -> line.contains("kept"))
          .singleElement()
          .asString()
          .matches("client: kept what is in .*/locked, in spite of -d y: permission denied");

      server.stop(); // a proof would need it
      assertThat(client.runOrFail().said()).isEmpty();
      assertThat(source.snapshot()).isEqualTo(before);
    } finally {
      permit(source.path("locked"), "rwx------");
    }
  }
}
