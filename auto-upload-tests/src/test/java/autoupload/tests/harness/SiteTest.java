package autoupload.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test fixture: processes and files of a test end with it. */
final class SiteTest {
  @RegisterExtension final Site site = new Site();

  @Test
  void whatACommandSaidAndHowItEndedIsKept() {
    RunningCommand run =
        site.command("sh", "-c", "echo one; echo two >&2; echo three; exit 3").run();

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).containsExactly("one", "three");
    assertThat(run.err()).containsExactly("two");
  }

  @Test
  void sigtermIsAQuestionAndKillIsNot() {
    RunningCommand run =
        site.command("sh", "-c", "trap 'echo asked' TERM; echo ready; while :; do sleep 0.1; done")
            .start();
    run.awaitOut(Pattern.compile("ready"));

    run.terminate();
    run.awaitOut(Pattern.compile("asked"));
    assertThat(run.isAlive()).isTrue();
    run.kill();

    assertThat(run.exitCode()).isEqualTo(128 + 9);
  }

  @Test
  void everythingIsGoneAfterwards() throws Exception {
    Site other = new Site();
    other.open();
    other.source("folder/deep").file("file", 10);
    Path root = other.path("");
    RunningCommand sleeper = other.command("sh", "-c", "sleep 1000 & wait").start();

    other.close();

    assertThat(sleeper.isAlive()).isFalse();
    assertThat(Files.exists(root)).isFalse();
  }
}
