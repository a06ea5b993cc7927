package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.cli.CommandMain;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Command line of the server: the forms of the original work, and an error is told in a line. */
class ServerCommandTest {
  private record Ended(int code, String out, String err) {}

  private static Ended run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        CommandMain.run(
            ServerCommand.class,
            new ServerCommand(),
            arguments,
            new PrintWriter(out),
            new PrintWriter(err));
    return new Ended(code, out.toString(), err.toString());
  }

  static Stream<List<String>> commandLines() {
    return Stream.of(
        List.of("-p", "pwd", "-c", "crt", "-k", "key", "-f", "dir"),
        List.of("-p=pwd", "-c=crt", "-k=key", "-f=dir"),
        List.of(
            "--pwdfilename=pwd",
            "--certificatefilename=crt",
            "--privatekeyfilename=key",
            "--folder=dir"),
        List.of("--pwdfile", "pwd", "--certificate", "crt", "--privatekey", "key", "-f", "dir"));
  }

  @ParameterizedTest
  @MethodSource("commandLines")
  void everyFormOfTheOriginalIsUnderstood(List<String> arguments) {
    CommandLine.ParseResult result =
        new CommandLine(new ServerCommand()).parseArgs(arguments.toArray(new String[0]));

    assertThat(result.<Path>matchedOptionValue("-p", null)).isEqualTo(Path.of("pwd"));
    assertThat(result.<Path>matchedOptionValue("-c", null)).isEqualTo(Path.of("crt"));
    assertThat(result.<Path>matchedOptionValue("-k", null)).isEqualTo(Path.of("key"));
    assertThat(result.<Path>matchedOptionValue("-f", null)).isEqualTo(Path.of("dir"));
    int port = result.commandSpec().findOption("--port").getValue();
    assertThat(port).isEqualTo(443);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "https", ""})
  void aPortThatIsNoneIsRefused(String port) {
    Ended ended = run("-p", "p", "-c", "c", "-k", "k", "-f", "f", "--port", port);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines().findFirst().orElseThrow()).contains("--port");
    assertThat(ended.err()).doesNotContain("Exception");
  }

  @Test
  void aFileIsNoFolder(@TempDir Path temporary) throws Exception {
    String file = Files.createFile(temporary.resolve("file")).toString();

    Ended ended = run("-p", "p", "-c", "c", "-k", "k", "-f", file);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("-f: " + file + " is a file");
  }

  @ParameterizedTest
  @CsvSource({
    "--max-connections, 0",
    "--max-connections-per-user, 0",
    "--max-pending, 0",
    "--max-pending-per-address, -1",
    "--max-pending-bytes, 1000",
    "--handshake-timeout, 0s",
    "--login-timeout, 500ms",
    "--login-timeout, never"
  })
  void aLimitThatKeepsEverybodyOutIsRefused(String option, String value) {
    Ended ended = run("-p", "p", "-c", "c", "-k", "k", "-f", "f", option, value);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err().lines().findFirst().orElseThrow()).contains(option);
    assertThat(ended.err()).doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"::no address", "", " "})
  void anAddressThatIsNoneIsRefused(String address) {
    Ended ended = run("-p", "p", "-c", "c", "-k", "k", "-f", "f", "--bind", address);

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--bind").hasLineCount(1);
  }

  @Test
  void aLogFormatThatIsNoneIsRefused() {
    Ended ended = run("-p", "p", "-c", "c", "-k", "k", "-f", "f", "--log-format", "xml");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--log-format", "JSON");
  }

  @Test
  void aMissingOptionIsNamed() {
    Ended ended = run("-p", "p", "-c", "c", "-k", "k");

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains("--folder");
  }

  @Test
  void whatCannotBeUsedIsSaidInOneLine(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("crt"), "no certificate");
    String crt = dir.resolve("crt").toString();
    Ended ended = run("-p", "p", "-c", crt, "-k", "k", "-f", dir.toString());

    assertThat(ended.code()).isEqualTo(2);
    assertThat(ended.err()).contains(crt).hasLineCount(1);
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void helpNamesEveryOption() {
    Ended ended = run("-h");

    assertThat(ended.code()).isZero();
    assertThat(ended.out())
        .contains("--pwdfilename", "--certificatefilename", "--privatekeyfilename", "--folder")
        .contains("--port", "443", "--bind", "--version");
  }
}
