package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

class Utf8RestartTest {
  @TempDir private Path folder;

  /**
   * Program that makes a file of the name it is given, and tells what it knows of its own process.
   */
  @Command(name = "touch")
  static final class Touch implements Callable<Integer> {
    @Parameters private String name;
    @Spec private CommandSpec spec;

    public static void main(String[] args) {
      System.exit(CommandMain.run(Touch.class, new Touch(), args));
    }

    @Override
    public Integer call() throws IOException {
      var out = spec.commandLine().getOut();
      out.println("pid=" + ProcessHandle.current().pid());
      out.println("name=" + name);
      out.println("LC_ALL=" + System.getenv("LC_ALL"));
      out.println("KEPT=" + System.getenv("KEPT"));
      byte[] cmdline = Files.readAllBytes(Path.of("/proc/self/cmdline"));
      out.println("cmdline=" + HexFormat.of().formatHex(cmdline));
      Files.createFile(Path.of(name));
      out.println("made=" + Path.of(name).toUri().getRawPath());
      return 0;
    }
  }

  /** Runs it from a shell, which alone can pass any bytes; {@code argument} is for printf. */
  private ChildJava.Result touch(String locale, String argument, String... jvmOptions)
      throws IOException, InterruptedException {
    String script = "echo shell=$$; exec \"$@\" \"$(printf '" + argument + "')\" ";
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(ChildJava.command(Touch.class, jvmOptions));
    return ChildJava.run(folder, command, Map.of("LC_ALL", locale, "KEPT", "a b=c"));
  }

  private static String value(ChildJava.Result result, String key) {
    return result
        .out()
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .map(line -> line.substring(key.length() + 1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + key + " in " + result));
  }

  @Test
  void underTheCLocaleNonAsciiNamesWorkAllTheSame() throws Exception {
    ChildJava.Result result = touch("C", "caf\\303\\251 \\360\\237\\216\\245");

    assertThat(result.status()).as(result.toString()).isZero();
    assertThat(value(result, "name")).isEqualTo("café 🎥");
    assertThat(value(result, "LC_ALL")).isEqualTo("C.UTF-8");
    assertThat(value(result, "made")).endsWith("/caf%C3%A9%20%F0%9F%8E%A5");
  }

  @Test
  void theProcessStaysTheSameOutside() throws Exception {
    ChildJava.Result result = touch("C", "x");

    assertThat(result.status()).as(result.toString()).isZero();
    assertThat(value(result, "pid")).isEqualTo(value(result, "shell"));
    assertThat(value(result, "KEPT")).isEqualTo("a b=c");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void bytesThatAreNoUtf8ReachTheSecondStartUntouched() throws Exception {
    ChildJava.Result result = touch("C", "a\\377\\200b");

    assertThat(value(result, "LC_ALL")).isEqualTo("C.UTF-8");
    assertThat(value(result, "cmdline")).endsWith("0061ff806200");
  }

  @Test
  void whereTheRestartFailsTheCommandGoesOn() throws Exception {
    ChildJava.Result result =
        touch("C", "x", "-Djna.nounpack=true", "-Djna.nosys=true", "-Djna.boot.library.path=/none");

    assertThat(result.status()).as(result.toString()).isZero();
    assertThat(value(result, "LC_ALL")).isEqualTo("C");
    assertThat(folder.resolve("x")).exists();
  }

  @Test
  void inAUtf8LocaleNothingNativeIsLoaded() throws Exception {
    ChildJava.Result result = touch("C.UTF-8", "x", "-Xlog:class+load:file=classes.log");

    assertThat(result.status()).as(result.toString()).isZero();
    assertThat(Files.readString(folder.resolve("classes.log")))
        .contains("autoupload.cli.Utf8Restart ")
        .doesNotContain("com.sun.jna", "autoupload.cli.Execve");
  }
}
