package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Progress of an upload, at a terminal of any width and in the log of a service. */
final class ProgressIT {
  private static final String NAME = "a recording with a long name, of 2026-11-30 at 08.15.mp4";

  private static final String ERASE_LINE = "\u001b[K";

  @RegisterExtension final Site site = new Site();

  /** Runs what follows at a terminal of so many columns. */
  private static List<String> atTerminal(int columns) {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")),
        "script(1), which gives a terminal, is not installed");
    return List.of(
        "bash",
        "-c",
        "exec script -qefc \"stty cols $0; $(printf '%q ' \"$@\")\" /dev/null",
        Integer.toString(columns));
  }

  @Test
  void noLineIsWiderThanTheTerminal() throws Exception {
    TestServer server = site.server().start();
    for (int columns : new int[] {40, 80, 200}) {
      Tree source = site.source("videos-" + columns).file(columns + NAME, 24 * MIB);

      RunningCommand client =
          site.client(server.port(), source).under(atTerminal(columns)).runOrFail();

      List<String> drawn = // a carriage return ends a line here
          client.out().stream()
              .filter(line -> line.startsWith(ERASE_LINE))
              .map(line -> line.substring(ERASE_LINE.length()))
              .filter(line -> !line.isEmpty())
              .toList();
      assertThat(drawn)
          .as(client.transcript())
          .isNotEmpty()
          .allMatch(line -> line.length() < columns)
          .filteredOn(line -> line.contains(" %"))
          .isNotEmpty()
          .allMatch(line -> line.matches("\\d+ %  .*08[.]15[.]mp4.*"));
      assertThat(client.out()).anyMatch(line -> line.contains("uploaded 1 file"));
    }
    assertThat(server.stored(ALICE).snapshot()).hasSize(3);
  }

  @Test
  void aServiceSaysNowAndThenHowFarItIs() throws Exception {
    TestServer server = site.server().start();
    Tree source = site.source("videos").file(NAME, 24 * MIB);
    RunningCommand client =
        site.client(server.port(), source).with("--every", "1h", "--log-progress", "1s").start();

    client.awaitOut(Pattern.compile("uploaded 1 file"));
    client.terminate();

    assertThat(client.exitCode()).isZero();
    assertThat(client.out())
        .filteredOn(line -> line.startsWith("uploading"))
        .isNotEmpty()
        .allMatch(line -> line.matches("uploading '" + NAME + "': \\d+ %, file 1 of 1, .*"));
  }
}
