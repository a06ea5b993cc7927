package autoupload.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedFoldersTest {
  @TempDir private Path temporary;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectories(temporary.toRealPath().resolve("homes/me"));
  }

  private ProtectedFolders folders(boolean homeToo) {
    return new ProtectedFolders(Set.of(home), homeToo);
  }

  private static void assertRefused(ProtectedFolders folders, Path source, String... words) {
    assertThatThrownBy(() -> folders.check(source))
        .as(source.toString())
        .isInstanceOfSatisfying(
            OperatorError.class,
            error -> {
              assertThat(error.exitCode()).isEqualTo(ExitCode.USAGE);
              assertThat(error.getMessage()).contains(words);
            });
  }

  @Test
  void neitherTheHomeNorWhatContainsItIsErased() throws IOException {
    assertRefused(folders(false), home, "home folder " + home, "--erase-home");
    assertRefused(folders(false), home.getParent(), "home folder " + home);

    Path videos = Files.createDirectory(home.resolve("videos"));
    Path beside = Files.createDirectory(home.resolveSibling("videos"));
    assertThatCode(() -> folders(false).check(videos)).doesNotThrowAnyException();
    assertThatCode(() -> folders(false).check(beside)).doesNotThrowAnyException();
  }

  @Test
  void theHomeIsErasedWhereAnOptionSaysSo() {
    assertThatCode(() -> folders(true).check(home)).doesNotThrowAnyException();
    assertThatCode(() -> folders(true).check(home.getParent())).doesNotThrowAnyException();
    assertThat(folders(true).keptOut()).doesNotContainKey(home);
    assertThat(folders(false).keptOut()).containsKey(home);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/etc", "/usr", "/var", "/dev", "/lib"})
  void whatTheSystemLivesInIsNeverErased(String folder) throws IOException {
    assertRefused(folders(true), Path.of(folder).toRealPath(), "the system needs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/home", "/root"})
  void norAreTheHomesOfOthers(String folder) throws IOException {
    assumeTrue(Files.isDirectory(Path.of(folder)), "there is no " + folder);

    assertRefused(ProtectedFolders.ofThisUser(false), Path.of(folder).toRealPath(), "--erase-home");
  }

  @Test
  void theUsersOwnHomeIsKnown() throws IOException {
    Path own = Path.of(System.getProperty("user.home"));
    assumeTrue(Files.isDirectory(own), "this user has no home folder");

    assertRefused(ProtectedFolders.ofThisUser(false), own.toRealPath(), "");
  }

  @Test
  void aMountDoesNotHideWhatAFolderIs() throws Exception {
    for (Path hidden : new Path[] {home, home.getParent(), Path.of("/")}) {
      Path mounted = Files.createDirectories(temporary.toRealPath().resolve("mounted"));
      assumeTrue(run("mount", "--bind", hidden.toString(), mounted.toString()), "no mount(8)");
      try {
        assertRefused(folders(false), mounted, "-d y");
      } finally {
        assertThat(run("umount", mounted.toString())).isTrue();
      }
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aHomeThatIsGivenByARelativePathIsOneToo() throws IOException {
    Path here = Path.of("").toRealPath();
    String before = System.setProperty("user.home", ".");
    try {
      assertRefused(ProtectedFolders.ofThisUser(false), here, "home folder " + here);
    } finally {
      System.setProperty("user.home", before);
    }
  }
}
