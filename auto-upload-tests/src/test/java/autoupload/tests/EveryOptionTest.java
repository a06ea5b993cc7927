package autoupload.tests;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.adduser.AddUserCommand;
import autoupload.cli.CommandMain;
import autoupload.cli.NamedFiles;
import autoupload.client.UploadCommand;
import autoupload.client.unseal.DecryptCommand;
import autoupload.client.unseal.KeygenCommand;
import autoupload.server.ServerCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Rules for every option of every command, future ones included. */
final class EveryOptionTest {
  private static final List<Supplier<Object>> COMMANDS =
      List.of(
          UploadCommand::new,
          KeygenCommand::new,
          DecryptCommand::new,
          ServerCommand::new,
          AddUserCommand::new);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** Argument of a command. */
  record Argument(Supplier<Object> command, ArgSpec spec) {
    /** A command line in which it has that value, and every other that is needed has one too. */
    List<String> with(String name, String value) {
      List<String> line = new ArrayList<>();
      for (ArgSpec other : new CommandLine(command.get()).getCommandSpec().args()) {
        if (other.required() && other.arity().max() > 0 && !id(other).equals(id(spec))) {
          line.addAll(id(other).startsWith("-") ? List.of(id(other), "x") : List.of("x"));
        }
      }
      if (!name.isEmpty() && !name.endsWith("=")) {
        line.add(name);
      }
      line.add(name.endsWith("=") ? name + value : value);
      return line;
    }

    private static String id(ArgSpec argument) {
      return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** Every way to give it. */
    Stream<String> names() {
      return spec instanceof OptionSpec option
          ? Arrays.stream(option.names()).flatMap(name -> Stream.of(name, name + "="))
          : Stream.of("");
    }

    @Override
    public String toString() {
      CommandSpec owner = new CommandLine(command.get()).getCommandSpec();
      return owner.name() + " " + id(spec);
    }
  }

  private static Stream<Argument> all(Predicate<ArgSpec> which) {
    return COMMANDS.stream()
        .flatMap(
            command ->
                new CommandLine(command.get())
                    .getCommandSpec().args().stream()
                        .filter(which)
                        .map(spec -> new Argument(command, spec)));
  }

  static Stream<Argument> withValue() {
    return all(argument -> argument.arity().max() > 0);
  }

  static Stream<Argument> files() {
    return all(argument -> argument.paramLabel().contains("FILE"));
  }

  private int run(Argument argument, List<String> line) {
    return CommandMain.run(
        EveryOptionTest.class,
        argument.command().get(),
        line.toArray(String[]::new),
        new PrintWriter(out),
        new PrintWriter(err));
  }

  static Stream<Argument> commands() {
    return COMMANDS.stream()
        .map(
            command ->
                new Argument(
                    command, new CommandLine(command.get()).getCommandSpec().args().get(0)));
  }

  /** So that an example can be pasted, and a narrow terminal shows it as it is. */
  @ParameterizedTest
  @MethodSource("commands")
  void theHelpFitsEightyColumns(Argument any) {
    assertThat(run(any, List.of("--help"))).isZero();
    assertThat(out.toString().lines()).allMatch(line -> line.length() <= 80).hasSizeGreaterThan(5);
    String help = out.toString();
    out.getBuffer().setLength(0);

    assertThat(run(any, List.of("help"))).isZero();
    assertThat(out.toString()).isEqualTo(help).contains("--debug", "--help", "--version");
  }

  /** The shell makes this of a variable that is not set, and Java the current folder. */
  @ParameterizedTest
  @MethodSource("withValue")
  void noEmptyArgumentMeansAnything(Argument argument) {
    for (String name : argument.names().toList()) {
      for (String blank : List.of("", " ", "\t")) {
        err.getBuffer().setLength(0);

        assertThat(run(argument, argument.with(name, blank))).as(name).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElseThrow())
            .as(name)
            .endsWith(" is empty: an unset variable?");
      }
    }
    assertThat(out.toString()).isEmpty();
  }

  /** By this the client knows what it must not upload. */
  @ParameterizedTest
  @MethodSource("files")
  void everyFileThatAnArgumentNamesIsKnown(Argument argument) {
    CommandLine parser =
        new CommandLine(argument.command().get()).setCaseInsensitiveEnumValuesAllowed(true);
    String name = argument.names().findFirst().orElseThrow();

    parser.parseArgs(argument.with(name, "/some/file").toArray(String[]::new));

    assertThat(NamedFiles.of(parser.getCommandSpec())).contains(Path.of("/some/file"));
  }
}
