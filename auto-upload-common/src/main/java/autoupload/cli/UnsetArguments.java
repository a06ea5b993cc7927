package autoupload.cli;

import autoupload.operator.OperatorError;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Refusal of the arguments that an unset shell variable leaves behind. {@code -f "$CARD"} becomes
 * {@code -f ""}, which Java takes for the current folder; {@code --exclude $NAME --hidden} becomes
 * the pattern {@code --hidden}. No option means anything by an empty value, so whatever is empty or
 * blank is refused before anything is read of the arguments, for every option there is or will be.
 */
final class UnsetArguments {
  private final CommandSpec spec;
  private final Map<String, OptionSpec> options;

  private UnsetArguments(CommandSpec spec) {
    this.spec = spec;
    this.options = spec.optionsMap();
  }

  /**
   * Looks at every argument.
   *
   * @throws OperatorError if one is blank, or is an option where a value was expected
   */
  static void refuse(CommandSpec spec, String[] arguments) {
    UnsetArguments unset = new UnsetArguments(spec);
    for (int i = 0; i < arguments.length; i++) {
      Optional<OptionSpec> option = unset.withValue(arguments[i]);
      if (option.isEmpty()) {
        unset.checkAttached(arguments[i]);
      } else if (i + 1 < arguments.length) {
        i++;
        unset.checkValue(option.get(), arguments[i]);
      }
    }
  }

  /** The option of exactly that name, if it takes a value. */
  private Optional<OptionSpec> withValue(String name) {
    return Optional.ofNullable(options.get(name)).filter(option -> option.arity().max() > 0);
  }

  private void checkValue(OptionSpec option, String value) {
    if (value.isBlank()) {
      throw empty(option);
    }
    if (options.containsKey(value) && !SecretOption.isSecret(option)) {
      throw failure(option, " has no value, " + value + " follows: an unset variable?");
    }
  }

  /** {@code --folder=}, {@code -f=} and {@code "-f "}; or an argument that is no option at all. */
  private void checkAttached(String argument) {
    int end = argument.startsWith("--") ? argument.indexOf('=') : Math.min(2, argument.length());
    if (end > 0 && end < argument.length()) {
      String value = argument.substring(end);
      withValue(argument.substring(0, end))
          .filter(option -> value.substring(value.startsWith("=") ? 1 : 0).isBlank())
          .ifPresent(
              option -> {
                throw empty(option);
              });
    }
    if (argument.isBlank()) {
      throw OperatorError.usage(positional() + " is empty: an unset variable?");
    }
  }

  private String positional() {
    return spec.positionalParameters().stream()
        .findFirst()
        .map(PositionalParamSpec::paramLabel)
        .orElse("an argument");
  }

  private static OperatorError empty(OptionSpec option) {
    return failure(option, " is empty: an unset variable?");
  }

  private static OperatorError failure(OptionSpec option, String words) {
    String name = option.shortestName();
    String inWords = name.equals(option.longestName()) ? "" : " (" + option.longestName() + ")";
    return OperatorError.usage(name + inWords + words);
  }
}
