package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class FolderScanTest {
  private static final String HALF_ERASED = ".auto-upload-erase-0123456789abcdef0123456789abcdef";
  private static final StoreId STORE = new StoreId("0123456789abcdef0123456789abcdef");

  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void realPath() throws IOException {
    folder = temporary.toRealPath();
  }

  private Path file(String name) throws IOException {
    Path path = folder.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, name);
  }

  private Path file(String name, long modified) throws IOException {
    return Files.setLastModifiedTime(
        file(name), FileTime.from(Instant.ofEpochSecond(1_700_000_000L + modified)));
  }

  private FolderScan scan() throws IOException {
    return FolderScan.of(folder, FileChoice.standard(), OwnFiles.none());
  }

  private static List<String> names(FolderScan scan) {
    return scan.files().stream().map(file -> file.name().value()).toList();
  }

  private static void shell(Path in, String script) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-ec", script).directory(in.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  private static void store(Path root) throws IOException {
    Path id = root.resolve(ReservedNames.STORE_ID);
    Files.createDirectories(id.getParent());
    Files.writeString(id, STORE.hex() + "\n");
  }

  @Test
  void findsEveryFileTheOldestFirstThenByName() throws IOException {
    file("z-oldest", 1);
    file("b/same-time", 5);
    file("a/same-time", 5);
    file("a/newest", 9);
    file("Grüße 🎥 aus Köln.mp4", 7);
    file("empty", 3);
    Files.createDirectory(folder.resolve("empty folder"));

    FolderScan scan = scan();

    assertThat(names(scan))
        .containsExactly(
            "z-oldest", "empty", "a/same-time", "b/same-time", "Grüße 🎥 aus Köln.mp4", "a/newest");
    assertThat(scan.problems()).isEmpty();
    assertThat(scan.skipped()).isZero();
    assertThat(scan.files().get(1).path()).isEqualTo(folder.resolve("empty"));
    assertThat(scan.files().get(1).offer().size()).isEqualTo("empty".length());
    assertThat(scan.folders())
        .containsExactlyInAnyOrder(
            folder, folder.resolve("a"), folder.resolve("b"), folder.resolve("empty folder"));
  }

  @Test
  void passesOverLinksAndPipesWithoutWaitingForThem() throws Exception {
    file("real");
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(folder.resolve("to file"), folder.resolve("real"));
    Files.createSymbolicLink(folder.resolve("to folder"), elsewhere);
    Files.createSymbolicLink(folder.resolve("to above"), folder);
    Files.createSymbolicLink(folder.resolve("to nothing"), folder.resolve("none"));
    shell(folder, "mkfifo pipe");

    FolderScan scan = scan();

    assertThat(names(scan)).containsExactly("real");
    assertThat(scan.skipped()).isEqualTo(5);
    assertThat(scan.problems()).isEmpty();
  }

  @Test
  void aHardLinkIsAFileLikeAnother() throws IOException {
    Files.createLink(folder.resolve("second"), file("first"));

    assertThat(names(scan())).containsExactly("first", "second");
  }

  @Test
  void namesAFolderItMayNotReadAndGoesOn() throws IOException {
    file("before");
    file("locked/inner");
    file("zz after");
    Path locked = folder.resolve("locked");
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    try {
      assumeFalse(Files.isReadable(locked), "this user may read everything");
      FolderScan scan = scan();

      assertThat(names(scan)).containsExactlyInAnyOrder("before", "zz after");
      assertThat(scan.problems())
          .containsExactly(new FolderScan.Unusable("locked", "", "permission denied"));
    } finally {
      Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void namesAFolderThatTheSystemCannotReachAndGoesOn() throws Exception {
    file("before");
    file("zz after");
    String deep = "d".repeat(250);
    shell( // a path of more than 4,096 bytes
        folder,
        "for i in $(seq 20); do mkdir " + deep + "; cd -P ./" + deep + "; done; : > deepest");
    try {
      FolderScan scan = scan();

      assertThat(names(scan)).containsExactlyInAnyOrder("before", "zz after");
      assertThat(scan.problems()).hasSize(1);
      assertThat(scan.problems().get(0).name()).startsWith(deep.substring(0, 150)).contains("…");
      assertThat(scan.problems().get(0).reason()).containsIgnoringCase("name too long");
    } finally {
      shell(folder, "rm -r " + deep);
    }
  }

  @Test
  void namesWhatCannotBeStored() throws Exception {
    file("fine");
    file("line\nfeed");
    shell(
        folder, ": > \"$(printf 'caf\\351.mp4')\"; mkdir \"$(printf 'd\\377')\"; cd d*; : > inner");

    FolderScan scan = scan();

    assertThat(names(scan)).containsExactly("fine");
    assertThat(scan.problems())
        .extracting(FolderScan.Unusable::name, FolderScan.Unusable::reason)
        .containsExactlyInAnyOrder(
            tuple("$'line\\nfeed'", "the name holds a control character; rename it"),
            tuple("$'caf\\351.mp4'", "its name is not valid UTF-8; rename it"),
            tuple("$'d\\377/inner'", "its name is not valid UTF-8; rename it"));
  }

  @Test
  void takes32ComponentsAndNamesWhatIsDeeper() throws IOException {
    file("d/".repeat(31) + "f");
    file("d/".repeat(32) + "too deep");

    FolderScan scan = scan();

    assertThat(names(scan)).containsExactly("d/".repeat(31) + "f");
    assertThat(scan.problems())
        .extracting(FolderScan.Unusable::reason)
        .containsExactly("the name has more than 32 components; rename it");
  }

  @Test
  void doesNotUploadWhatAutoUploadKeepsForItself() throws IOException {
    file("sub/fine");
    file(".auto-upload-note");
    file(".auto-upload-partial/upload");
    file("sub/.auto-upload/lock");

    FolderScan scan = FolderScan.of(folder, everything(), OwnFiles.none());

    assertThat(names(scan)).containsExactly("sub/fine");
    assertThat(scan.skipped()).isEqualTo(3);
    assertThat(scan.problems()).isEmpty();
    assertThat(scan.reserved())
        .containsExactlyInAnyOrder(".auto-upload-note", ".auto-upload-partial", "sub/.auto-upload");
  }

  @Test
  void aStoreIsNoNameSomebodyChose() throws IOException {
    store(folder.resolve("store"));

    assertThat(FolderScan.of(folder, everything(), OwnFiles.none()).reserved()).isEmpty();
  }

  private static FileChoice everything() {
    return new FileChoice(FileChoice.Order.OLDEST, List.of(), List.of(), true);
  }

  @Test
  void aFileIsGoneIfItWouldHaveBeenFoundBesideOthers() throws IOException {
    file("a.mp4");
    file("sub/a.mp4");
    Files.createDirectory(folder.resolve("mountpoint"));
    ScanCoverage coverage = scan().coverage();

    assertThat(coverage.isPresent("sub/a.mp4")).isTrue();
    for (String gone : List.of("b.mp4", "sub/b.mp4")) {
      assertThat(coverage.isGone(gone)).as(gone).isTrue();
    }
    for (String unknown : List.of("a.mp4", "mountpoint/b", "missing/b", "sub/b.tmp", ".b/c")) {
      assertThat(coverage.isGone(unknown)).as(unknown).isFalse();
    }

    FileChoice choice =
        new FileChoice(FileChoice.Order.OLDEST, List.of("*.mp4"), List.of("sub/**"), false);
    ScanCoverage filtered = FolderScan.of(folder, choice, OwnFiles.none()).coverage();
    assertThat(filtered.isGone("b.mp4")).isTrue();
    assertThat(filtered.isGone("b.jpg")).isFalse();
    assertThat(filtered.isGone("sub/b.mp4")).isFalse();
  }

  @Test
  void whatIsInAFolderThatCannotBeReadIsNotGone() throws IOException {
    file("fine");
    Path locked = file("locked/file").getParent();
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(locked), "this user may read everything");
    ScanCoverage coverage = scan().coverage();
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("rwx------"));

    assertThat(coverage.isGone("locked/file")).isFalse();
    assertThat(coverage.isGone("locked")).isFalse();
    assertThat(coverage.isGone("other")).isTrue();
  }

  @Test
  void tellsHalfErasedFilesFromThoseToUpload() throws IOException {
    file("fine");
    Path top = file(HALF_ERASED);
    Path inner = file("sub/" + HALF_ERASED);

    FolderScan scan = scan();

    assertThat(names(scan)).containsExactly("fine");
    assertThat(scan.interrupted()).containsExactlyInAnyOrder(top, inner);
    assertThat(scan.skipped()).isZero();
  }

  @Test
  void findsWhateverWasMovedOutOfTheWayAndNotLookedAt() throws IOException {
    file("fine");
    Path top = file(".auto-upload-check-0123abcd-video.mp4");
    Path inner = file("sub/.auto-upload-check-0123abcd/a long name").getParent();
    Path link = folder.resolve(".auto-upload-check-0123abcd-link");
    Files.createSymbolicLink(link, folder.resolve("fine"));

    FolderScan scan = scan();

    assertThat(names(scan)).containsExactly("fine");
    assertThat(scan.interrupted()).containsExactlyInAnyOrder(top, inner, link);
    assertThat(scan.skipped()).isZero();
  }

  @Test
  void whatOnlyStartsLikeANameOfOursIsSomebodysOwn() throws IOException {
    file(".auto-upload-erase-me-not");
    file("sub/.auto-upload-check-list");
    file(".auto-upload-check-folder/in it");

    FolderScan scan = scan();

    assertThat(scan.interrupted()).isEmpty();
    assertThat(scan.reserved())
        .containsExactlyInAnyOrder(
            ".auto-upload-erase-me-not",
            "sub/.auto-upload-check-list",
            ".auto-upload-check-folder");
  }

  /** Whoever may write to the folder could have the client wait at a pipe, or write elsewhere. */
  @Test
  void onlyARegularFileIsHalfErased() throws Exception {
    file("fine");
    Files.createSymbolicLink(folder.resolve(HALF_ERASED), folder.resolve("fine"));
    Files.createDirectory(folder.resolve(HALF_ERASED.replace('0', 'a')));
    shell(folder, "mkfifo " + HALF_ERASED.replace('0', 'b'));

    FolderScan scan = scan();

    assertThat(scan.interrupted()).isEmpty();
    assertThat(scan.skipped()).isEqualTo(3);
  }

  @Test
  void knowsTheStoreItIsIn() throws IOException {
    store(folder);
    Path inner = Files.createDirectories(folder.resolve("user/2024"));

    assertThat(scan().touches(STORE)).isTrue();
    assertThat(FolderScan.of(inner, FileChoice.standard(), OwnFiles.none()).touches(STORE))
        .isTrue();
    assertThat(
            FolderScan.of(folder.resolve(".auto-upload"), everything(), OwnFiles.none())
                .touches(STORE))
        .isTrue();
  }

  @Test
  void knowsTheStoresBelowIt() throws IOException {
    store(folder.resolve("backup/store"));

    assertThat(scan().touches(STORE)).isTrue();
    assertThat(scan().touches(StoreId.random())).isFalse();
  }

  /** As where a folder of the store is mounted on one of the source's. */
  @Test
  void knowsAStoreByTheMarkInAnyOfItsFolders() throws IOException {
    file("mounted/2024/video");
    Files.writeString(
        folder.resolve("mounted").resolve(ReservedNames.STORE_MARK), STORE.hex() + "\n");

    for (Path from : List.of(folder, folder.resolve("mounted"), folder.resolve("mounted/2024"))) {
      assertThat(FolderScan.of(from, FileChoice.standard(), OwnFiles.none()).touches(STORE))
          .isTrue();
    }
    assertThat(scan().reserved()).isEmpty();
    assertThat(scan().touches(StoreId.random())).isFalse();
  }

  @Test
  void knowsAStoreThatKeepsItsOwnFilesElsewhere() throws IOException {
    store(folder.resolve("real"));
    Path store = Files.createDirectories(folder.resolve("watched/store"));
    Files.createSymbolicLink(
        store.resolve(".auto-upload"), folder.resolve("real").resolve(".auto-upload"));

    assertThat(
            FolderScan.of(folder.resolve("watched"), FileChoice.standard(), OwnFiles.none())
                .touches(STORE))
        .isTrue();
  }

  @Test
  void whatIsNoStoreIdStopsNothing() throws Exception {
    file("a/.auto-upload/store-id"); // its content is its name
    Files.createDirectories(folder.resolve("b/.auto-upload/store-id"));
    Files.createDirectories(folder.resolve("c/.auto-upload"));
    shell(folder, "mkfifo c/.auto-upload/store-id");
    file("fine");

    FolderScan scan = scan();

    assertThat(names(scan)).containsExactly("fine");
    assertThat(scan.problems()).isEmpty();
  }

  @Test
  void filesAndFoldersThatVanishMeanwhileAreNoProblem() throws Exception {
    file("stays");
    AtomicBoolean enough = new AtomicBoolean();
    Thread churn =
        new Thread(
            () -> {
              while (!enough.get()) {
                try {
                  for (int i = 0; i < 20; i++) {
                    file("d" + i + "/f");
                  }
                  shell(folder, "rm -rf d*");
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }
            });
    churn.start();
    try {
      for (int i = 0; i < 200; i++) {
        FolderScan scan = scan();
        assertThat(names(scan)).contains("stays");
        assertThat(scan.problems()).isEmpty();
      }
    } finally {
      enough.set(true);
      churn.join();
    }
  }

  @Test
  void aFolderThatCannotBeListedIsAnError() throws IOException {
    assertThatThrownBy(
            () -> FolderScan.of(folder.resolve("none"), FileChoice.standard(), OwnFiles.none()))
        .isInstanceOf(NoSuchFileException.class);
  }
}
