package autoupload.adduser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.credentials.PasswordFile;
import autoupload.credentials.PasswordHash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own: standard input, a terminal, many at once. */
class AddUserProcessTest {
  private static final Path SCRIPT = Path.of("/usr/bin/script");

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void setUp() {
    file = folder.resolve("users");
  }

  private List<String> command(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                AddUserCommand.class.getName(),
                "-f",
                file.toString()));
    command.addAll(List.of(args));
    return command;
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private boolean hasPassword(String user, String password) {
    return PasswordFile.read(file)
        .find(user)
        .map(account -> PasswordHash.verify(account.hash(), password.toCharArray()))
        .orElse(false);
  }

  @Test
  void dashTakesThePasswordFromStandardInput() throws Exception {
    Process process = start(command("-u", "a", "--password-file", "-"));
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write("gehéim\n".getBytes(StandardCharsets.UTF_8));
    }

    assertThat(output(process)).isEqualTo("added a to " + file + "\n");
    assertThat(process.waitFor()).isZero();
    assertThat(hasPassword("a", "gehéim")).isTrue();
  }

  @Test
  void withoutATerminalItSaysHowToGiveThePassword() throws Exception {
    Process process = start(command("-u", "a"));
    process.getOutputStream().close();

    assertThat(output(process)).contains("no terminal", "--password-file FILE");
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(file).doesNotExist();
  }

  @Test
  void atATerminalItAsksTwiceAndShowsNothing() throws Exception {
    assumeTrue(Files.isExecutable(SCRIPT), "needs script(1) for a terminal");
    String line = "'" + String.join("' '", command("-u", "anna")) + "'";
    Process process = start(List.of(SCRIPT.toString(), "-qec", line, "/dev/null"));

    StringBuilder seen = new StringBuilder();
    try (OutputStream keyboard = process.getOutputStream()) {
      for (String question : List.of("new password for anna: ", "the same once more: ")) {
        readUntil(process.getInputStream(), question, seen);
        keyboard.write("geheim\n".getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
      }
      seen.append(output(process));
    }

    assertThat(process.waitFor()).isZero();
    assertThat(seen.toString()).contains("added anna to " + file).doesNotContain("geheim");
    assertThat(hasPassword("anna", "geheim")).isTrue();
  }

  private static void readUntil(InputStream in, String text, StringBuilder seen)
      throws IOException {
    while (seen.indexOf(text) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new AssertionError("ended before '" + text + "': " + seen);
      }
      seen.append((char) b);
    }
  }

  @Test
  void sixteenAtOnceLoseNobody() throws Exception {
    List<Process> running = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      running.add(start(command("-u", "user" + i, "-p", "password" + i)));
    }
    for (Process process : running) {
      assertThat(output(process)).startsWith("added user");
      assertThat(process.waitFor()).isZero();
    }

    PasswordFile users = PasswordFile.read(file);
    assertThat(users.problems()).isEmpty();
    assertThat(users.accounts()).hasSize(16);
    assertThat(hasPassword("user0", "password0")).isTrue();
    assertThat(hasPassword("user15", "password15")).isTrue();
  }
}
