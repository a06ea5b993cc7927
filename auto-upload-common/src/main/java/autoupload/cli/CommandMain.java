package autoupload.cli;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.TypeConversionException;

/**
 * Entry point that all commands share, so that a main holds its options and nothing else:
 *
 * <pre>{@code
 * public static void main(String[] args) {
 *   System.exit(CommandMain.run(ServerCommand.class, new ServerCommand(), args));
 * }
 * }</pre>
 *
 * <p>The command is a {@code Callable<Integer>} that returns the {@linkplain ExitCode#number()
 * number of an exit code}, or throws: {@link FailureReport} turns what it throws into one line on
 * standard error. {@code -h}, {@code --help}, {@code -V}, {@code --version} and {@code --debug} are
 * added here; the last adds stack traces. {@code help} as the only word is the same as {@code
 * --help}. A {@link ConfigurableCommand} has {@code --config} too.
 */
public final class CommandMain {
  static final String VERBOSE = "--verbose";

  private CommandMain() {}

  /**
   * Parses {@code args} into {@code command}, runs it and returns the process's exit status. In a
   * locale that is not UTF-8 the process first {@linkplain Utf8Restart starts itself again} in one
   * that is, provided {@code main} is where it started.
   */
  public static int run(Class<?> main, Object command, String[] args) {
    Utf8Restart.ifNeeded(main);
    return run(configure(main, new CommandLine(command), System.getenv()), args);
  }

  /** As {@link #run(Class, Object, String[])}, but writes to {@code out} and {@code err}. */
  public static int run(
      Class<?> main, Object command, String[] args, PrintWriter out, PrintWriter err) {
    return run(main, command, args, System.getenv(), out, err);
  }

  static int run(
      Class<?> main,
      Object command,
      String[] args,
      Map<String, String> environment,
      PrintWriter out,
      PrintWriter err) {
    CommandLine commandLine = new CommandLine(command).setOut(out).setErr(err);
    return run(configure(main, commandLine, environment), args);
  }

  /** The parser of a command as {@link #run} has it, for documentation. */
  public static CommandLine parser(Class<?> main, Object command) {
    return configure(main, new CommandLine(command), Map.of());
  }

  private static int run(CommandLine commandLine, String[] args) {
    try {
      String[] options = options(commandLine, args);
      UnsetArguments.refuse(commandLine.getCommandSpec(), options);
      return commandLine.execute(options);
    } catch (OperatorError e) {
      return FailureReport.operatorError(commandLine, e);
    } catch (Error e) { // picocli handles exceptions only; an error must not end in a stack trace
      return FailureReport.defect(commandLine, e);
    } finally {
      commandLine.getOut().flush();
      commandLine.getErr().flush();
    }
  }

  /** The arguments without the words before them, {@code help} and {@code config check}. */
  private static String[] options(CommandLine commandLine, String[] args) {
    if (args.length == 1 && args[0].equals("help")) {
      return new String[] {"--help"};
    }
    Optional<Settings> settings = Settings.of(commandLine.getCommandSpec());
    if (args.length == 0 || !args[0].equals("config") || settings.isEmpty()) {
      return args;
    }
    if (args.length == 1 || !args[1].equals("check")) {
      throw OperatorError.usage("config takes one word, and then the options: config check");
    }
    commandLine.setExecutionStrategy(new SettingsReport(settings.get()));
    return Arrays.copyOfRange(args, 2, args.length);
  }

  private static CommandLine configure(
      Class<?> main, CommandLine commandLine, Map<String, String> environment) {
    FailureReport failures = new FailureReport();
    CommandSpec spec = commandLine.getCommandSpec();
    addCommonOptions(commandLine, new VersionText(main, spec));
    if (commandLine.getCommand() instanceof ConfigurableCommand) {
      Settings.addTo(spec, environment);
    }
    return commandLine
        .registerConverter(Path.class, new PathConverter())
        .registerConverter(Integer.class, new NumberConverter())
        .registerConverter(int.class, new NumberConverter())
        // "-p @home" is the password "@home", not the name of a file with arguments
        .setExpandAtFiles(false)
        // "-p -x1" is the password "-x1", as getopt has it
        .setAllowOptionsAsOptionParameters(true)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionStrategy(new RunLast())
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures);
  }

  private static void addCommonOptions(CommandLine commandLine, IVersionProvider version) {
    CommandSpec spec = commandLine.getCommandSpec();
    spec.versionProvider(version);
    if (!spec.mixinStandardHelpOptions()) {
      spec.mixinStandardHelpOptions(true);
    }
    spec.addOption(
        OptionSpec.builder(FailureReport.DEBUG)
            .description("Show the stack trace of a failure.")
            .build());
    if (spec.findOption(VERBOSE) == null) { // in scripts of before; only --version says more
      spec.addOption(OptionSpec.builder(VERBOSE, "-v").hidden(true).build());
    }
    commandLine.getSubcommands().values().forEach(command -> addCommonOptions(command, version));
  }

  /** Whether stack traces are asked for, by {@code --debug}. */
  public static boolean isDebugging(CommandSpec spec) {
    return FailureReport.isDebugging(spec.commandLine().getParseResult());
  }

  // Classes and not lambdas: picocli's are too old for a class archive, and making one of a lambda
  // for such an interface ends in a crash of JDK 17 (-XX:ArchiveClassesAtExit).

  private static final class NumberConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      try {
        return Integer.valueOf(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException("expected a whole number, not '" + text + "'");
      }
    }
  }

  private static final class PathConverter implements ITypeConverter<Path> {
    @Override
    public Path convert(String name) {
      try {
        return Path.of(name);
      } catch (InvalidPathException e) {
        throw new TypeConversionException(
            "this locale cannot name such a file: set LC_ALL=C.UTF-8 or another UTF-8 locale");
      }
    }
  }
}
