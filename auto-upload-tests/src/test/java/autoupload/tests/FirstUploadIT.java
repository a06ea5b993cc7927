package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Account;
import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** First day of a new user: adduser, the first uploads, and what must be true afterwards. */
final class FirstUploadIT {
  @RegisterExtension final Site site = new Site();

  private Tree holiday() throws Exception {
    return site.source("holiday")
        .file("readme.txt", 300)
        .file("day1/beach.mp4", 900_000)
        .file("day1/empty.txt", 0)
        .file("day2/evening/party.mp4", 300_000)
        .file("day2/photo.jpg", 70_000);
  }

  @Test
  void aFolderArrivesAsItIsForAUserMadeByAdduser() throws Exception {
    Account dora = new Account("dora", "her very own");
    TestServer server = site.server();
    Path users = site.path("users");
    site.jar("adduser")
        .with("-u", dora.user(), "-p", dora.password(), "-f", users.toString())
        .runOrFail();
    Files.copy(users, server.passwordFile(), StandardCopyOption.REPLACE_EXISTING);
    server.start();
    Tree source = holiday().file("day1/beach.mp4", 9 * MIB);

    site.client(server.port(), source).as(dora).host("localhost").runOrFail();

    assertThat(server.stored(dora).snapshot()).hasSize(5).isEqualTo(source.snapshot());
  }

  @Test
  void aUserOfTheOriginalSystemLogsInAsBefore() throws Exception {
    TestServer server = site.server();
    Files.writeString(
        server.passwordFile(),
        "samuele#$argon2id$v=19$m=102400,t=2,p=8$EzLx2PAzeyAyfruUO8kVvw"
            + "$wpFvzBwebsmbj74bemEsaQ\n");
    server.start();
    Account samuele = new Account("samuele", "mypwd");
    Tree source = site.source("videos").file("clip.mp4", 1000);

    site.client(server.port(), source).as(samuele).runOrFail();
    RunningCommand guess =
        site.client(server.port(), source)
            .as(new Account("samuele", "mypwd "))
            .state("knows-nothing")
            .run();

    assertThat(server.stored(samuele).snapshot()).isEqualTo(source.snapshot());
    assertThat(guess.exitCode()).isEqualTo(77);
  }

  @Test
  void aSecondRunSendsNothingNew() throws Exception {
    TestServer server = site.server().start();
    Tree source = holiday();
    site.client(server.port(), source).runOrFail();
    FaultProxy proxy = site.proxy(server);

    site.client(proxy.port(), source).runOrFail();

    assertThat(proxy.bytesToServer()).isLessThan(20_000);
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @Test
  void aClientThatForgotEverythingProvesItsFilesInsteadOfSendingThem() throws Exception {
    TestServer server = site.server().start();
    Tree source = holiday();
    site.client(server.port(), source).state("first").runOrFail();
    FaultProxy proxy = site.proxy(server);

    site.client(proxy.port(), source).state("second").runOrFail();

    assertThat(proxy.bytesToServer()).isLessThan(20_000);
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @Test
  void anotherContentOfTheSameNameIsKeptBesideTheFirst() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("clip.mp4", 100_000, 1);
    SortedMap<String, Tree.Entry> first = source.snapshot();
    site.client(server.port(), source).runOrFail();
    source.file("clip.mp4", 120_000, 2);
    String digest = source.snapshot().get("clip.mp4").sha256();

    site.client(server.port(), source).runOrFail();
    site.client(server.port(), source).state("forgotten").runOrFail();

    SortedMap<String, Tree.Entry> stored = server.stored(ALICE).snapshot();
    String variant = "clip~" + digest.substring(0, 8) + ".mp4";
    assertThat(stored).containsOnlyKeys("clip.mp4", variant);
    assertThat(stored.get("clip.mp4")).isEqualTo(first.get("clip.mp4"));
    assertThat(stored.get(variant)).isEqualTo(source.snapshot().get("clip.mp4"));
  }

  @Test
  void sourcesAreRemovedAfterTheUploadAndNothingElseIs() throws Exception {
    TestServer server = site.server().start();
    Tree source = holiday();
    SortedMap<String, Tree.Entry> before = source.snapshot();
    Path precious = site.path("precious.txt");
    Files.writeString(precious, "not in the folder");
    Files.createSymbolicLink(source.path("day1/link.txt"), precious);

    site.client(server.port(), source).with("-d", "y").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(before);
    assertThat(source.snapshot()).isEmpty();
    assertThat(source.path("day1/link.txt")).isSymbolicLink();
    assertThat(precious).hasContent("not in the folder");
  }

  @Test
  void aDryRunNamesTheFilesAndUploadsNothing() throws Exception {
    TestServer server = site.server().start();
    Tree source = holiday();

    RunningCommand run =
        site.client(server.port(), source).with("--dry-run", "-d", "y").runOrFail();

    SortedMap<String, Tree.Entry> files = source.snapshot();
    assertThat(files).hasSize(5);
    assertThat(String.join("\n", run.said())).contains(files.keySet());
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  @Test
  void quietSaysNothingWhenAllIsWell() throws Exception {
    TestServer server = site.server().start();
    Tree source = holiday();

    RunningCommand run = site.client(server.port(), source).with("-q").runOrFail();

    assertThat(run.said()).isEmpty();
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @Test
  void theServerSaysOneLineOnStandardOutput() throws Exception {
    TestServer server = site.server().start();
    site.client(server.port(), holiday()).runOrFail();
    server.stop();

    List<String> out = server.process().out();

    assertThat(out).hasSize(1);
    assertThat(out.get(0)).contains(server.folder().toString()).contains("3 users");
  }
}
