package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.Installation;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One file or folder that may not be read costs the others nothing. */
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
}
