package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestClient;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Unusual file names under any locale: people name files as they like, and cron runs the client
 * with whatever locale it likes.
 */
final class OddNamesIT {
  private static final List<String> NAMES =
      List.of(
          "two words.txt",
          "  spaces around  .txt",
          "Übergröße/äöüß.mp4",
          "decomposed/u\u0308ber.mp4",
          "🎬/🚗 nach Süden 🌅.mp4",
          "日本語/映像.mkv",
          "-d=y",
          "#1 100% 'quoted' \"twice\" $(true) `true` & ; | * ? \\ ~.txt",
          ".hidden/.file",
          "name~12345678.txt",
          "no-extension",
          "x".repeat(251) + ".txt");

  @RegisterExtension final Site site = new Site();

  private Tree oddNames(String folder) throws IOException {
    Tree source = site.source(folder);
    for (String name : NAMES) {
      source.file(name, 1000);
    }
    return source;
  }

  private TestServer server(String locale) throws IOException {
    return site.server().env("LC_ALL", locale).start();
  }

  private TestClient client(String locale, TestServer server, Tree source) {
    return site.client(server.port(), source).with("--hidden").env("LC_ALL", locale);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void spacesUmlautsAndEmojiArriveUnchanged(String locale) throws Exception {
    TestServer server = server(locale);
    Tree source = oddNames("videos");

    client(locale, server, source).runOrFail();
    client(locale, server, source).state("forgotten").runOrFail();

    assertThat(server.stored(ALICE).snapshot()).hasSize(NAMES.size()).isEqualTo(source.snapshot());
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void theFolderItselfMayHaveSuchAName(String locale) throws Exception {
    TestServer server = server(locale);
    Tree source = site.source("Filme für 🎅").file("größe.mp4", 1000);

    client(locale, server, source).runOrFail();

    assertThat(server.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void aNameThatCannotBeStoredIsNamedAndCostsTheOthersNothing(String locale) throws Exception {
    TestServer server = server(locale);
    Tree source = oddNames("videos");
    SortedMap<String, Tree.Entry> storable = source.snapshot();
    source.file("line\nbreak.txt", 10);

    RunningCommand run = client(locale, server, source).run();

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .as("named on one line, the line break made visible")
        .anyMatch(line -> line.contains("line") && line.contains("break.txt"));
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(storable);
  }

  @Test
  void aNameThatIsNoUtf8IsNamedAndCostsTheOthersNothing() throws Exception {
    TestServer server = server("C.UTF-8");
    Tree source = site.source("videos").file("good.mp4", 1000);
    SortedMap<String, Tree.Entry> storable = source.snapshot();
    site.command("sh", "-c", "printf x > \"$(printf 'videos/latin1-\\374.mp4')\"").runOrFail();

    RunningCommand run = client("C.UTF-8", server, source).run();

    assertThat(run.exitCode()).isEqualTo(1);
    String word = "$'latin1-\\374.mp4'";
    assertThat(run.err())
        .containsExactly("client: " + word + ": its name is not valid UTF-8; rename it");
    assertThat(server.stored(ALICE).snapshot()).isEqualTo(storable);

    RunningCommand next = client("C.UTF-8", server, source).run();
    assertThat(next.exitCode()).as("it is still true, and was said").isEqualTo(1);
    assertThat(next.said()).isEmpty();

    site.command("bash", "-c", "cd videos && mv " + word + " renamed.jpg").runOrFail();
    client("C.UTF-8", server, source).runOrFail();
    assertThat(server.stored(ALICE).snapshot()).containsOnlyKeys("good.mp4", "renamed.jpg");
  }

  @ParameterizedTest
  @ValueSource(strings = {"C.UTF-8", "C"})
  void linksPipesAndEmptyFoldersAreSkippedWithoutHarm(String locale) throws Exception {
    TestServer server = server(locale);
    Tree outside = site.source("outside").file("private.txt", 10);
    Tree source = site.source("videos").file("clip.mp4", 1000).file("empty.txt", 0);
    SortedMap<String, Tree.Entry> files = source.snapshot();
    Files.createDirectory(source.path("empty folder"));
    Files.createSymbolicLink(source.path("link to file"), outside.path("private.txt"));
    Files.createSymbolicLink(source.path("link to folder"), outside.root());
    Files.createSymbolicLink(source.path("link to itself"), source.root());
    Files.createSymbolicLink(source.path("link to nothing"), source.path("nothing"));
    site.command("mkfifo", source.path("pipe").toString()).runOrFail();

    RunningCommand run = client(locale, server, source).with("-v").run();

    assertThat(run.exitCode()).isZero();
    assertThat(run.said()).anyMatch(line -> line.contains("skipped"));
    assertThat(server.stored(ALICE).snapshot()).hasSize(2).isEqualTo(files);
  }
}
