package autoupload.cli;

import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OneLine;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Error message and exit status for what a command threw: one line on standard error, {@code NAME:
 * what happened, what to do}. Only {@code --debug} adds the stack trace.
 */
final class FailureReport implements IParameterExceptionHandler, IExecutionExceptionHandler {
  static final String DEBUG = "--debug";

  /** How picocli begins some of its messages. */
  private static final String PREFIX = "Error: ";

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine commandLine = failure.getCommandLine();
    if (failure.getCause() instanceof OperatorError error) { // picocli's words quote all arguments
      return operatorError(commandLine, error);
    }
    print(commandLine, usageMessage(failure));
    commandLine.getErr().println("--help lists the options");
    return ExitCode.USAGE.number();
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult all) {
    if (isDebugging(all)) {
      failure.printStackTrace(commandLine.getErr());
    }
    if (failure instanceof OperatorError error) {
      return operatorError(commandLine, error);
    }
    if (failure instanceof IOException io) {
      return ioError(commandLine, io);
    }
    if (failure instanceof UncheckedIOException io) {
      return ioError(commandLine, io.getCause());
    }
    return defect(commandLine, failure);
  }

  static int operatorError(CommandLine commandLine, OperatorError error) {
    print(commandLine, error.getMessage());
    return error.exitCode().number();
  }

  /**
   * Reports what should never happen. It names the place, not the message of the exception: nobody
   * knows what that message may quote.
   */
  static int defect(CommandLine commandLine, Throwable failure) {
    String place =
        Arrays.stream(failure.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("autoupload."))
            .findFirst()
            .map(frame -> " in " + frame)
            .orElse("");
    String kind = failure.getClass().getSimpleName();
    print(commandLine, "a defect of this program, please report: " + kind + place);
    return ExitCode.INTERNAL.number();
  }

  private static int ioError(CommandLine commandLine, IOException failure) {
    print(commandLine, IoReason.withPath(failure));
    return ExitCode.IO_ERROR.number();
  }

  private static String usageMessage(ParameterException failure) {
    if (!(failure instanceof UnmatchedArgumentException unmatched)) {
      String message = failure.getMessage();
      return startLower(message.startsWith(PREFIX) ? message.substring(PREFIX.length()) : message)
          + source(failure);
    }
    // The value of a mistyped "--password=secret" and a stray word may be secrets: do not echo
    // them.
    String first = unmatched.getUnmatched().get(0);
    if (!first.startsWith("-")) {
      return "there is an argument too many: quote a value that holds spaces";
    }
    List<String> near = unmatched.getSuggestions();
    String hint = near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
    return "unknown option " + optionName(first) + hint;
  }

  /** Where a value is from that the command line does not show. */
  private static String source(ParameterException failure) {
    return failure.getArgSpec() instanceof OptionSpec option
        ? Settings.of(failure.getCommandLine().getCommandSpec())
            .flatMap(settings -> settings.find(option))
            .map(found -> " (" + found.source() + ")")
            .orElse("")
        : "";
  }

  private static String optionName(String argument) {
    if (argument.startsWith("--")) {
      int end = argument.indexOf('=');
      return end < 0 ? argument : argument.substring(0, end);
    }
    return argument.substring(0, Math.min(2, argument.length()));
  }

  private static String startLower(String message) {
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  static boolean isDebugging(ParseResult all) {
    return all.asCommandLineList().stream()
        .anyMatch(command -> command.getParseResult().hasMatchedOption(DEBUG));
  }

  private static void print(CommandLine commandLine, String message) {
    PrintWriter err = commandLine.getErr();
    err.println(commandLine.getCommandSpec().qualifiedName() + ": " + OneLine.of(message));
  }
}
