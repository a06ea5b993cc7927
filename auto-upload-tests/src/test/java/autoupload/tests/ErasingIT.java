package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Erasing of sources ({@code -d y}): the files it spares, and its cost, with a real server and real
 * mounts.
 */
final class ErasingIT {
  @RegisterExtension final Site site = new Site();

  /** A file would be proven by itself, and then erased: the only copy there is. */
  @Test
  void nothingIsErasedInOnOrAboveTheServersOwnFolder() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("drive.mp4", 100_000);
    site.client(server.port(), source).runOrFail();
    Tree all = Tree.at(server.folder());
    SortedMap<String, Tree.Entry> stored = all.snapshot();
    assertThat(stored).hasSize(1);

    for (Path folder : List.of(all.path("alice"), all.root(), all.root().getParent())) {
      RunningCommand run =
          site.client(server.port(), Tree.at(folder))
              .with("-d", "y", "--erase-home", "--include", "*.mp4")
              .run();

      assertThat(run.exitCode()).as(folder + "\n" + run.transcript()).isEqualTo(2);
      assertThat(run.err()).anyMatch(line -> line.contains("server's own store"));
      assertThat(all.snapshot()).isEqualTo(stored);
      assertThat(source.snapshot()).hasSize(1);
    }
  }

  /** As a container, or a network share, shows it: nothing of the store is around it. */
  @Test
  void norInOneUsersFolderOfItAloneUnderAnotherPath() throws Exception {
    TestServer server = site.server().start();
    site.client(server.port(), site.source("videos").file("drive.mp4", 100_000)).runOrFail();
    SortedMap<String, Tree.Entry> stored = server.stored(ALICE).snapshot();
    Tree elsewhere = site.source("elsewhere");
    List<String> bound = boundTo(server.stored(ALICE).root(), elsewhere.root());

    RunningCommand run = site.client(server.port(), elsewhere).under(bound).with("-d", "y").run();

    assertThat(run.exitCode()).as(run.transcript()).isEqualTo(2);
    assertThat(run.err()).anyMatch(line -> line.contains("server's own store"));
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(stored);
  }

  /** Below the user's folder, and stored by a version that did not mark it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "mount --bind '%s' \"$0/sd\"",
        "mount -t overlay -o lowerdir='%s',upperdir=\"$0\"-up,workdir=\"$0\"-work o \"$0/sd\""
      })
  void norInAnyOtherFolderOfItOverAnyMount(String mount) throws Exception {
    TestServer server = site.server().start();
    site.client(server.port(), site.source("videos").file("sd/a/drive.mp4", 100_000)).runOrFail();
    Tree store = server.stored(ALICE);
    SortedMap<String, Tree.Entry> stored = store.snapshot();
    site.command("find", store.root().toString(), "-name", ReservedNames.STORE_MARK, "-delete")
        .runOrFail();
    Tree elsewhere = site.source("elsewhere");
    for (String folder : List.of("elsewhere/sd", "elsewhere-up", "elsewhere-work")) {
      Files.createDirectories(elsewhere.root().resolveSibling(folder));
    }
    List<String> mounted = inMountsOfItsOwn(mount.formatted(store.path("sd")), elsewhere.root());

    RunningCommand first =
        site.client(server.port(), elsewhere).under(mounted).with("-d", "y").run();
    assertThat(first.err())
        .as(first.transcript())
        .anyMatch(line -> line.contains("kept sd/a/drive.mp4") && line.contains("own store"));
    RunningCommand next =
        site.client(server.port(), elsewhere).under(mounted).with("-d", "y").run();

    assertThat(next.exitCode()).as(next.transcript()).isEqualTo(2);
    assertThat(next.err()).anyMatch(line -> line.contains("server's own store"));
    assertThat(store.snapshot()).isEqualTo(stored);
  }

  /** What runs a command that sees one folder under the other's path too, and nobody else does. */
  private List<String> boundTo(Path folder, Path place) {
    return inMountsOfItsOwn("mount --bind '" + folder + "' \"$0\"", place);
  }

  @Test
  void whatLiesOnAReadOnlyMountIsUploadedAndKept() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("one.jpg", 1000).file("day/two.jpg", 2000);
    SortedMap<String, Tree.Entry> before = source.snapshot();
    List<String> readOnly = readOnly(source.root());

    RunningCommand run =
        site.client(server.port(), source).under(readOnly).with("-d", "y").runOrFail();

    assertThat(run.err())
        .filteredOn(line -> line.contains("kept"))
        .as("one line for all of them")
        .singleElement()
        .asString()
        .matches("client: kept what is in .*/videos, in spite of -d y: read-only file system");
    assertThat(run.out()).anyMatch(line -> line.contains("2 confirmed but kept"));
    assertThat(source.snapshot()).isEqualTo(before);
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(before);

    server.stop(); // whoever reads the card again asks the server for a proof
    RunningCommand next =
        site.client(server.port(), source).under(readOnly).with("-d", "y").runOrFail();
    assertThat(next.said()).isEmpty();
  }

  /** What runs a command that sees a folder mounted read-only, and nobody else does. */
  private List<String> readOnly(Path folder) {
    return inMountsOfItsOwn(
        "mount --bind \"$0\" \"$0\" && mount -o remount,bind,ro \"$0\"", folder);
  }

  /**
   * What runs a command in a mount namespace that the shell's {@code mounts} made.
   *
   * @param folder what is {@code $0} there
   */
  private List<String> inMountsOfItsOwn(String mounts, Path folder) {
    List<String> namespace = List.of("unshare", "--user", "--map-root-user", "--mount");
    List<String> prefix = new ArrayList<>(namespace);
    prefix.addAll(List.of("sh", "-c", mounts + " && exec \"$@\"", folder.toString()));
    assumeTrue(
        site.command("sh", "-c", "\"$@\"", "sh").with(prefix).with("true").run().exitCode() == 0,
        "`unshare` cannot make mounts of its own here");
    return prefix;
  }

  /** As on a machine whose system calls nobody knows the numbers of. */
  @Test
  void whereNothingCanBeHeldByDescriptorItUploadsAndErasesNothing() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file("one.jpg", 1000).file("day/two.mp4", 2000);
    SortedMap<String, Tree.Entry> before = source.snapshot();

    for (boolean isFirst : new boolean[] {true, false}) {
      RunningCommand run =
          site.client(server.port(), source)
              .jvm("-XX:TieredStopAtLevel=1", "-Dos.arch=mips64")
              .with("-d", "y")
              .runOrFail();

      assertThat(run.err().stream().filter(line -> line.contains("nothing is erased here")))
          .hasSize(isFirst ? 1 : 0);
      assertThat(source.snapshot()).isEqualTo(before);
      assertThat(server.stored(ALICE).snapshot()).isEqualTo(before);
    }
  }

  @Test
  @Tag("slow")
  void aFileOfAGigabyteIsOverwrittenOnceInLittleMemory() throws Exception {
    assumeTrue(
        Files.getFileStore(site.path("")).getUsableSpace() > 4096 * MIB,
        "less than 4 GiB of free space under target");
    TestServer server = site.server().start();
    Tree source = site.source("videos");
    long size = 1024 * MIB;
    makeOfZeros(source.path("drive.mp4"), size);

    // A shell counts what the commands it waited for had written (proc(5), /proc/PID/io).
    RunningCommand run =
        site.client(server.port(), source)
            .under(List.of("sh", "-c", "\"$0\" \"$@\"; cat /proc/$$/io"))
            .jvm("-Xmx64m")
            .with("-d", "y")
            .start();
    assertThat(run.exitCodeWithin(Duration.ofMinutes(6))).as(run.transcript()).isZero();

    assertThat(source.snapshot()).isEmpty();
    assertThat(server.stored(ALICE).snapshot().get("drive.mp4").size()).isEqualTo(size);
    long sentAndOverwritten = counted(run, "wchar");
    assertThat(sentAndOverwritten).isBetween(2 * size, 2 * size + size / 50);
    assertThat(counted(run, "write_bytes")).isBetween(size, size + size / 50);
  }

  private static void makeOfZeros(Path file, long size) throws IOException {
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(size);
    }
  }

  private static long counted(RunningCommand run, String what) {
    String start = what + ": ";
    return run.out().stream()
        .filter(line -> line.startsWith(start))
        .mapToLong(line -> Long.parseLong(line.substring(start.length())))
        .findFirst()
        .orElseThrow();
  }
}
