package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

class CommandMainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Tool tool = new Tool();

  enum Colour {
    RED,
    GREEN
  }

  @Command(name = "tool", description = "A command.")
  static final class Tool implements Callable<Integer> {
    @Option(
        names = {"-d", "--delete"},
        arity = "1",
        converter = YesNo.class)
    private boolean delete;

    @Option(names = {"-c", "--colour"})
    private Colour colour = Colour.RED;

    @Option(names = {"-p", "--password"})
    private Optional<String> password = Optional.empty();

    @Option(names = "--password-file")
    private Optional<String> passwordFile = Optional.empty();

    @Option(names = "--port")
    private int port;

    @Option(names = {"-f", "--folder"})
    private Optional<Path> folder = Optional.empty();

    @Spec private CommandSpec spec;

    private Supplier<Exception> failure = () -> null;

    @Override
    public Integer call() throws Exception {
      Exception thrown = failure.get();
      if (thrown != null) {
        throw thrown;
      }
      spec.commandLine()
          .getOut()
          .println(
              "delete="
                  + delete
                  + " colour="
                  + colour
                  + " port="
                  + port
                  + " folder="
                  + folder
                  + passwordFile.orElse(""));
      return ExitCode.OK.number();
    }
  }

  private int run(String... args) {
    return CommandMain.run(
        CommandMainTest.class, tool, args, new PrintWriter(out), new PrintWriter(err));
  }

  @ParameterizedTest
  @CsvSource({
    "y,true", "Y,true", "yes,true", "YES,true", "True,true",
    "n,false", "N,false", "no,false", "No,false", "FALSE,false"
  })
  void readsYesAndNoAsTheManualWritesThem(String value, boolean expected) {
    assertThat(run("-d", value)).isZero();
    assertThat(run("-d=" + value)).isZero();
    assertThat(run("--delete=" + value)).isZero();

    assertThat(out.toString().lines()).hasSize(3).allMatch(l -> l.contains("delete=" + expected));
  }

  @Test
  void saysWhatItExpectedInsteadOfNeitherYesNorNo() {
    assertThat(run("-d", "maybe")).isEqualTo(2);

    assertThat(err.toString()).contains("'--delete'", "expected y or n");
  }

  @Test
  void readsNamesOfChoicesInAnyCase() {
    assertThat(run("-c", "green")).isZero();

    assertThat(out.toString()).contains("colour=GREEN");
  }

  @ParameterizedTest
  @ValueSource(strings = {"@home", "-c", "-c1", "--port", "--nosuch", "=x", "'a b'", "\"q\""})
  void takesAPasswordAsItIsTyped(String password) {
    assertThat(run("-p", password)).isZero();

    assertThat(tool.password).contains(password);
  }

  @Test
  void answersWrongUsageWithTwoLinesAndNotWithTheWholeHelp() {
    assertThat(run("--port", "x")).isEqualTo(2);

    assertThat(err.toString().lines())
        .containsExactly(
            "tool: invalid value for option '--port': expected a whole number, not 'x'",
            "--help lists the options");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--pasword=geheim", "geheim", "-xgeheim"})
  void doesNotEchoWhatMayBeASecretTypedWrongly(String argument) {
    assertThat(run(argument)).isEqualTo(2);

    assertThat(err.toString()).startsWith("tool: ").doesNotContain("geheim");
  }

  @ParameterizedTest
  @CsvSource({
    "-f,-f (--folder)",
    "--folder,-f (--folder)",
    "-p,-p (--password)",
    "--port,--port",
    "-d,-d (--delete)",
    "-c,-c (--colour)",
    "--password-file,--password-file"
  })
  void anEmptyValueIsThatOfAnUnsetVariable(String option, String named) {
    for (String blank : new String[] {"", " ", "\t"}) {
      assertThat(run(option, blank)).isEqualTo(2);
      assertThat(run(option + "=" + blank)).isEqualTo(2);
    }

    assertThat(err.toString().lines().filter(line -> line.startsWith("tool: ")))
        .hasSize(6)
        .containsOnly("tool: " + named + " is empty: an unset variable?");
    assertThat(out.toString()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-d", "--port", "--folder", "-h"})
  void anOptionIsNotTheValueOfAnother(String follows) {
    assertThat(run("-f", follows)).isEqualTo(2);

    assertThat(err.toString())
        .startsWith(
            "tool: -f (--folder) has no value, " + follows + " follows: an unset variable?");
  }

  @Test
  void proposesTheOptionThatWasMeant() {
    run("--pasword=geheim");

    assertThat(err.toString())
        .contains("unknown option --pasword, did you mean --password or --password-file?");
  }

  @Test
  void helpAndVersionGoToStandardOutput() {
    assertThat(run("--help")).isZero();
    assertThat(run("-h")).isZero();
    assertThat(run("help")).isZero();
    assertThat(run("--version")).isZero();

    assertThat(out.toString()).contains("A command.", "--debug", "tool (not run from its jar)");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void anOperatorErrorIsOneLineAndItsExitCode() {
    tool.failure = () -> new OperatorError(ExitCode.NOT_NOW, "wlan0 is down: wait");

    assertThat(run()).isEqualTo(75);
    assertThat(err.toString()).isEqualTo("tool: wlan0 is down: wait\n");
  }

  @Test
  void aFileNameCannotForgeALineOfOutput() {
    tool.failure = () -> OperatorError.usage("no file a\nroot logged in\u001b[2J\u2028b");

    run();

    assertThat(err.toString()).isEqualTo("tool: no file a?root logged in?[2J?b\n");
  }

  @Test
  void anInputOutputErrorIsNamedWithItsFile() {
    tool.failure = () -> new NoSuchFileException("/x/y");
    assertThat(run()).isEqualTo(74);
    tool.failure = () -> new UncheckedIOException(new IOException("No space left on device"));
    assertThat(run()).isEqualTo(74);

    assertThat(err.toString())
        .isEqualTo("tool: /x/y: no such file or folder\ntool: no space left on device\n");
  }

  @Test
  void aDefectIsOneLineThatNamesThePlaceAndQuotesNothing() {
    tool.failure = () -> new IllegalStateException("the password is geheim");

    assertThat(run()).isEqualTo(70);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .contains("IllegalStateException", "CommandMainTest")
        .doesNotContain("geheim");
  }

  @Test
  void anErrorOfTheMachineIsReportedLikeADefect() {
    tool.failure =
        () -> {
          throw new NoClassDefFoundError("x");
        };

    assertThat(run()).isEqualTo(70);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void debugAddsTheStackTrace() {
    tool.failure = () -> new OperatorError(ExitCode.USAGE, "no", new IOException("why"));

    assertThat(run("--debug")).isEqualTo(2);
    assertThat(err.toString())
        .contains("\tat ", "Caused by: java.io.IOException: why")
        .endsWith("tool: no\n");
  }
}
