package autoupload.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages of a run with nothing to do, at a terminal and under cron. */
@Timeout(300)
class TerminalRunTest {
  @TempDir private Path temporary;

  private List<String> client() throws IOException {
    Path folder = temporary.resolve("card");
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("a\u0001b"), "its name cannot be stored");
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    line.addAll(List.of(ClientCommand.class.getName(), "-s", "127.0.0.1", "-u", "user"));
    line.addAll(List.of("-p", "password", "-f", folder.toString()));
    line.addAll(List.of("--state", temporary.resolve("state").toString()));
    return line;
  }

  private String run(int exitCode, List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(exitCode);
    return said;
  }

  private String runAtTerminal(int exitCode, List<String> command) throws Exception {
    Path script = Path.of("/usr/bin/script");
    assumeTrue(Files.isExecutable(script), "script(1), which gives a terminal, is not installed");
    String line = "'" + String.join("' '", command) + "'";
    return run(exitCode, List.of(script.toString(), "-qec", line, "/dev/null"));
  }

  @Test
  void somebodyAtATerminalHearsWhatCronDoesNot() throws Exception {
    List<String> client = client();
    assertThat(run(1, client)).contains("rename it").contains("1 failed");
    assertThat(run(1, client)).as("cron was told before").isEmpty();
    assertThat(runAtTerminal(1, client)).contains("rename it").contains("1 failed");

    Files.delete(temporary.resolve("card").resolve("a\u0001b"));
    assertThat(run(0, client)).isEmpty();
    assertThat(runAtTerminal(0, client)).contains("nothing to upload: no file");
  }

  @Test
  void andWhyNothingIsUploadedNow() throws Exception {
    List<String> client = client();
    Files.move(temporary.resolve("card/a\u0001b"), temporary.resolve("card/ab"));
    client.addAll(List.of("--settle", "0", "-i", "none-such0"));
    assertThat(run(75, client)).contains("nothing is uploaded now");
    assertThat(run(75, client)).as("cron was told before").isEmpty();
    assertThat(runAtTerminal(75, client)).contains("nothing is uploaded now");
  }
}
