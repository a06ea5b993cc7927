package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.FaultProxy;
import autoupload.tests.harness.Link;
import autoupload.tests.harness.Link.Ending;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sealed files from the keys to what their owner opens, with the real jars. */
final class SealedFilesIT {
  private static final String MARK = "the bank is robbed at noon";

  @RegisterExtension final Site site = new Site();

  private String keygen(String identity, String... more) {
    return site.jar("client")
        .with("keygen", "-o", site.path(identity).toString())
        .with(more)
        .runOrFail()
        .out()
        .get(0);
  }

  private RunningCommand decrypt(String identity, Path from, String to) {
    return site.jar("client")
        .with("decrypt", "-i", site.path(identity).toString())
        .with("-o", site.path(to).toString(), from.toString())
        .run();
  }

  private static boolean isInstalled(String command) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }

  /** What others than its owner get to see when they take the server's disk away. */
  private static boolean isAnywhere(String text, Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        if (new String(bytes, StandardCharsets.ISO_8859_1).contains(text)) {
          return true;
        }
      }
      return false;
    }
  }

  /**
   * As the README tells it: keys with the account, sealed uploads, a stolen disk, and its owner.
   */
  @Test
  void whoTakesTheServersDiskReadsNothingAndTheOwnerAll() throws Exception {
    TestServer server = site.server();
    site.jar("adduser")
        .with("--update", "-u", ALICE.user(), "-f", server.passwordFile().toString())
        .with("--identity", site.path("identity").toString())
        .runOrFail();
    server.start();
    Tree source = site.source("videos").file("day/drive.mp4", 9 * MIB).file("empty", 0);
    Files.writeString(source.path("plan.txt"), MARK.repeat(100));

    RunningCommand first = site.client(server.port(), source).with("-e", "y").runOrFail();
    assertThat(first.err()).singleElement().asString().contains("are sealed for", "age1");
    Tree stored = server.stored(ALICE);
    assertThat(stored.snapshot())
        .containsOnlyKeys("day/drive.mp4.age", "empty.age", "plan.txt.age");
    assertThat(isAnywhere(MARK, server.folder())).isFalse();
    assertThat(isAnywhere(MARK, site.path("state"))).isFalse();

    keygen("other");
    RunningCommand wrong = decrypt("other", stored.root(), "stolen");
    assertThat(wrong.exitCode()).as(wrong.transcript()).isEqualTo(1);
    assertThat(wrong.err()).hasSize(3).allMatch(line -> line.contains("not sealed for any"));
    assertThat(Tree.at(site.path("stolen")).snapshot()).isEmpty();

    assertThat(decrypt("identity", stored.root(), "opened").exitCode()).isZero();
    assertThat(Tree.at(site.path("opened")).snapshot()).isEqualTo(source.snapshot());

    server.stop();
    RunningCommand nothingNew =
        site.client(server.port(), source).with("-e", "y", "-v").runOrFail();
    assertThat(nothingNew.err()).as("no connection").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"age1", "age1pq1"})
  void itIsSealedForTheRecipientsThatAreGivenAndErased(String kind) throws Exception {
    boolean hybrid = kind.equals("age1pq1");
    String recipient = hybrid ? keygen("identity", "--pq") : keygen("identity");
    String second = hybrid ? keygen("second", "--pq") : keygen("second");
    Path file = Files.writeString(site.path("recipients"), "# the other one\n" + second + "\n");
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("drive.mp4", 100_000);
    var before = source.snapshot();

    site.client(server.port(), source)
        .with("-e", "y", "-d", "y", "--recipient", recipient)
        .with("--recipients-file", file.toString())
        .runOrFail();

    assertThat(recipient).startsWith(kind);
    assertThat(source.snapshot()).isEmpty();
    for (String identity : List.of("identity", "second")) {
      assertThat(decrypt(identity, server.stored(ALICE).root(), "by " + identity).exitCode())
          .isZero();
      assertThat(Tree.at(site.path("by " + identity)).snapshot()).isEqualTo(before);
    }
  }

  @Test
  void withoutARecipientNothingIsUploadedAndNothingInTheClear() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("drive.mp4", 1000);

    RunningCommand run = site.client(server.port(), source).with("-e", "y").run();

    assertThat(run.exitCode()).as(run.transcript()).isEqualTo(2);
    assertThat(run.err()).singleElement().asString().contains("there is no recipient");
    assertThat(server.stored(ALICE).snapshot()).isEmpty();
  }

  /** Within a run, and in one after another; what has arrived is not sent again. */
  @ParameterizedTest
  @CsvSource({"60s, 4", "0s, 7"}) // within a run, each wait is twice as long as the one before
  void anUploadThatIsCutAgainAndAgainIsStillTheSameSealedFile(String retryFor, int times)
      throws Exception {
    String recipient = keygen("identity");
    TestServer server = site.server().start();
    FaultProxy proxy = site.proxy(server);
    long size = 20 * MIB;
    Tree source = site.source("videos").file("drive.mp4", size);
    List<Link> cuts = new ArrayList<>();
    for (long bytes : new long[] {70_000, 3 * MIB, 6 * MIB, 100_000, 3_000, 2 * MIB, 5 * MIB}) {
      cuts.add(Link.CLEAN.after(bytes, Ending.CLOSE));
    }
    cuts = cuts.subList(0, times);
    proxy.then(cuts.toArray(Link[]::new));

    for (int run = 0; run <= cuts.size() && server.stored(ALICE).snapshot().isEmpty(); run++) {
      site.client(proxy.port(), source)
          .with("-e", "y", "--recipient", recipient)
          .retryFor(retryFor)
          .run();
      server.awaitLetGo();
    }

    assertThat(proxy.faults()).isEqualTo(cuts.size());
    Tree stored = server.stored(ALICE);
    assertThat(stored.snapshot()).containsOnlyKeys("drive.mp4.age");
    assertThat(proxy.bytesToServer()).isBetween(size, size * 13 / 10);
    assertThat(decrypt("identity", stored.root(), "opened").exitCode()).isZero();
    assertThat(Tree.at(site.path("opened")).snapshot()).isEqualTo(source.snapshot());
    assertOpenedByAge(stored.path("drive.mp4.age"), source.path("drive.mp4"));
  }

  private void assertOpenedByAge(Path sealed, Path plain) {
    assumeTrue(isInstalled("age"), "age is not installed: .ci/install installs it");
    Path opened = site.path("opened by age");
    site.command("age", "-d", "-i", site.path("identity").toString())
        .with("-o", opened.toString(), sealed.toString())
        .runOrFail();
    assertThat(opened).hasSameBinaryContentAs(plain);
  }

  @Test
  @Tag("slow")
  void aLargeFileIsSealedInLittleMemoryWithoutACopy() throws Exception {
    long size = 2048 * MIB;
    assumeTrue(
        Files.getFileStore(site.path("")).getUsableSpace() > 2 * size,
        "less than 4 GiB of free space under target");
    String recipient = keygen("identity");
    TestServer server = site.server().start();
    Tree source = site.source("videos");
    try (RandomAccessFile made = new RandomAccessFile(source.path("drive.mp4").toFile(), "rw")) {
      made.setLength(size);
    }

    // A shell counts what the commands it waited for had written (proc(5), /proc/PID/io).
    RunningCommand run =
        site.client(server.port(), source)
            .under(List.of("sh", "-c", "\"$0\" \"$@\"; cat /proc/$$/io"))
            .jvm("-Xmx64m")
            .with("-e", "y", "--recipient", recipient)
            .start();
    assertThat(run.exitCodeWithin(Duration.ofMinutes(6))).as(run.transcript()).isZero();

    assertThat(server.stored(ALICE).snapshot().get("drive.mp4.age").size()).isGreaterThan(size);
    String written = "write_bytes: ";
    assertThat(run.out())
        .filteredOn(line -> line.startsWith(written))
        .singleElement()
        .satisfies(
            line ->
                assertThat(Long.parseLong(line.substring(written.length()))).isLessThan(10 * MIB));
  }
}
