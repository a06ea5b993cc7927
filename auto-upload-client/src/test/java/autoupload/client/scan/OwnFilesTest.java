package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class OwnFilesTest {
  private static final String JOB = "0123456789abcdef";

  @TempDir private Path temporary;
  private Path folder;
  private Path elsewhere;

  @BeforeEach
  void folders() throws IOException {
    folder = Files.createDirectory(temporary.toRealPath().resolve("source"));
    elsewhere = Files.createDirectory(temporary.toRealPath().resolve("elsewhere"));
    file(folder.resolve("clip.mp4"));
  }

  private static Path file(Path path) throws IOException {
    Files.createDirectories(path.getParent());
    return Files.writeString(path, "content");
  }

  private FolderScan scan(OwnFiles own) throws IOException {
    return FolderScan.of(
        folder, new FileChoice(FileChoice.Order.NAME, List.of(), List.of(), true), own);
  }

  private static final Path NO_STATES = Path.of("/nonexistent");

  private static OwnFiles named(Path... files) {
    return OwnFiles.of(List.of(files), NO_STATES, Map.of());
  }

  private static List<String> names(FolderScan scan) {
    return scan.files().stream().map(file -> file.name().value()).toList();
  }

  private void assertOnlyTheClipIsASource(FolderScan scan, String... excluded) {
    assertThat(names(scan)).containsExactly("clip.mp4");
    assertThat(scan.excluded()).extracting(FolderScan.Excluded::name).containsExactly(excluded);
    assertThat(scan.skipped()).isEqualTo(excluded.length);
  }

  @Test
  void aFileThatAnOptionNamesIsNoSource() throws IOException {
    Path password = file(folder.resolve("secrets/pw"));

    assertOnlyTheClipIsASource(scan(named(password)), "secrets/pw");
  }

  @Test
  void norIsItByAnotherPathOrAHardLink() throws IOException {
    Path password = file(elsewhere.resolve("pw"));
    Files.createLink(folder.resolve("same"), password);
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), password);
    Path folderLink = Files.createSymbolicLink(elsewhere.resolve("folder link"), folder);

    assertOnlyTheClipIsASource(scan(named(password)), "same");
    assertOnlyTheClipIsASource(scan(named(link)), "same");
    assertOnlyTheClipIsASource(scan(named(folderLink.resolve("same"))), "same");
  }

  @Test
  void norIsWhatReplacedItSinceTheClientBegan() throws IOException {
    Path password = file(folder.resolve("pw"));
    OwnFiles own = named(password);
    assertOnlyTheClipIsASource(scan(own), "pw");
    OwnFiles.OwnFileSet before = own.find();

    Files.move(file(elsewhere.resolve("new")), password, StandardCopyOption.ATOMIC_MOVE);

    assertOnlyTheClipIsASource(scan(own), "pw");
    assertThat(before.reasonAgainst(password, attributes(password))).isPresent();
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class);
  }

  @Test
  void aFolderThatAnOptionNamesMayBeTheSource() throws IOException {
    assertOnlyTheClipIsASource(scan(named(folder, elsewhere)));
  }

  @ParameterizedTest
  @ValueSource(strings = {ReservedNames.STATE_MARK, "client-id", "journal"})
  void theStateOfAJobIsNoSourceWhoeverTheJobIs(String mark) throws IOException {
    Path state = folder.resolve("state").resolve(JOB);
    for (String name : List.of(mark, "lock", "ticket", "seals/one")) {
      file(state.resolve(name));
    }

    FolderScan scan = scan(OwnFiles.none());

    assertOnlyTheClipIsASource(scan, "state/" + JOB);
    assertThat(scan.folders()).containsExactlyInAnyOrder(folder, folder.resolve("state"));
  }

  @Test
  void aMarkedFolderOfAnyNameIsNoSource() throws IOException {
    Path copy = folder.resolve("copy-of-the-state");
    file(copy.resolve("ticket"));
    StateMark.put(copy);
    StateMark.put(copy);

    assertOnlyTheClipIsASource(scan(OwnFiles.none()), "copy-of-the-state");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "seals"})
  void nothingInAStateFolderIsASourceEitherWhenItIsGivenAsOne(String below) throws IOException {
    StateMark.put(folder);
    Path inner = Files.createDirectories(folder.resolve(below));
    file(inner.resolve("ticket"));

    FolderScan scan = FolderScan.of(inner, FileChoice.standard(), OwnFiles.none());

    assertThat(scan.files()).isEmpty();
    assertThat(scan.interrupted()).isEmpty();
    assertThat(scan.excluded())
        .extracting(FolderScan.Excluded::name)
        .containsExactly(inner.toString());
  }

  @Test
  void norIsAHardLinkToAFileOfAnyJobThatRemembersInTheSamePlace() throws IOException {
    Path job = elsewhere.resolve(JOB);
    for (String name : List.of("ticket", "seals/one")) {
      file(job.resolve(name));
      Files.createLink(folder.resolve(Path.of(name).getFileName()), job.resolve(name));
    }
    StateMark.put(job);
    Path beside = file(elsewhere.resolve("photos").resolve("photo.jpg"));
    Files.createLink(folder.resolve("photo.jpg"), beside);

    FolderScan scan = scan(OwnFiles.of(List.of(), elsewhere, Map.of()));

    assertThat(names(scan)).containsExactly("clip.mp4", "photo.jpg");
    assertThat(scan.excluded())
        .extracting(FolderScan.Excluded::name)
        .containsExactlyInAnyOrder("one", "ticket");
  }

  /** Neither the name alone nor a lock alone makes a state folder. */
  @Test
  void aFolderThatOnlyResemblesOneIsASource() throws IOException {
    file(folder.resolve(JOB).resolve("clip.mp4"));
    file(folder.resolve(JOB).resolve("lock"));
    file(folder.resolve("photos").resolve("journal"));
    file(folder.resolve("photos").resolve("lock"));

    FolderScan scan = scan(OwnFiles.none());

    assertThat(names(scan)).hasSize(5);
    assertThat(scan.excluded()).isEmpty();
  }

  @Test
  void anExcludedFolderIsNotEnteredWhereAMountBringsItIn() throws Exception {
    file(elsewhere.resolve("diary"));
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    assumeTrue(run("mount", "--bind", elsewhere.toString(), mounted.toString()), "no mount(8)");
    try {
      OwnFiles own = OwnFiles.of(List.of(), NO_STATES, Map.of(elsewhere, "it is the home"));

      assertOnlyTheClipIsASource(scan(own), "mounted");
      assertOnlyTheClipIsASource(scan(named(elsewhere.resolve("diary"))), "mounted/diary");
    } finally {
      assertThat(run("umount", mounted.toString())).isTrue();
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void theProgramItselfIsNoSource() throws IOException {
    Set<Path> files = RunningProgram.files();
    Path home = RunningProgram.javaHome().orElseThrow();

    assertThat(files)
        .contains(home.toRealPath().resolve("lib/server/libjvm.so"))
        .anyMatch(file -> file.getFileName().toString().startsWith("junit-jupiter-api"));
    assertThat(
            FolderScan.of(home.toRealPath().resolve("lib"), FileChoice.standard(), named())
                .excluded())
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-XX:SharedArchiveFile=/x/client.jsa",
        "-javaagent:/x/client.jsa=a,b",
        "@/x/client.jsa",
        "-Djavax.net.ssl.trustStore=/x/client.jsa",
        "-XX:SharedArchiveFile=/y:/x/client.jsa"
      })
  void whatAnOptionOfTheJvmNamesBelongsToTheProgram(String word) {
    Set<Path> files = new HashSet<>();

    RunningProgram.addNamed(files, word);

    assertThat(files).contains(Path.of("/x/client.jsa"));
  }
}
