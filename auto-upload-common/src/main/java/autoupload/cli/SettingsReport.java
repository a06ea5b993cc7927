package autoupload.cli;

import autoupload.operator.ExitCode;
import autoupload.operator.OneLine;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Run of {@code config check}: the options in force, each with where it is from, without secrets;
 * then what the command itself finds wrong with them.
 */
final class SettingsReport implements IExecutionStrategy {
  private final Settings settings;

  SettingsReport(Settings settings) {
    this.settings = settings;
  }

  @Override
  public int execute(ParseResult parsed) {
    Integer help = CommandLine.executeHelpRequest(parsed);
    if (help != null) {
      return help;
    }
    PrintWriter out = parsed.commandSpec().commandLine().getOut();
    for (OptionSpec option : parsed.commandSpec().options()) {
      line(parsed, option).map(OneLine::of).ifPresent(out::println);
    }
    out.flush();
    if (parsed.commandSpec().userObject() instanceof ConfigurableCommand command) {
      command.check();
    }
    return ExitCode.OK.number();
  }

  private Optional<String> line(ParseResult parsed, OptionSpec option) {
    return option.hidden()
        ? Optional.empty()
        : value(parsed, option).map(found -> line(option, found));
  }

  private String line(OptionSpec option, Settings.FoundSetting found) {
    return option.longestName().substring(2)
        + " = "
        + (SecretOption.isSecret(option) ? "(not shown)" : inWords(option, found.values()))
        + "  ("
        + found.source()
        + ")";
  }

  private static String inWords(OptionSpec option, List<String> values) {
    String value = String.join(", ", values);
    boolean yesNo = option.typeInfo().isBoolean();
    return yesNo ? YesNo.parse(value).map(yes -> yes ? "yes" : "no").orElse(value) : value;
  }

  private Optional<Settings.FoundSetting> value(ParseResult parsed, OptionSpec option) {
    if (parsed.hasMatchedOption(option)) {
      return Optional.of(new Settings.FoundSetting(option.originalStringValues(), "command line"));
    }
    return settings
        .find(option)
        .or(
            () ->
                Optional.ofNullable(option.defaultValue())
                    .map(value -> new Settings.FoundSetting(List.of(value), "default")));
  }
}
