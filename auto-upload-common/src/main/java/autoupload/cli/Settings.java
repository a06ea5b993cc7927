package autoupload.cli;

import autoupload.files.FileExposure;
import autoupload.operator.OperatorError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Values of options that the command line leaves out: from the environment, where {@code
 * --retry-for} is {@code AUTO_UPLOAD_RETRY_FOR}, and after that from the {@linkplain SettingsFile
 * settings file} of {@code --config}, where it is {@code retry-for}; the file of a secret after
 * that from the credentials of systemd.exec(5). Of options that stand for each other, as a password
 * and its file do, only those of the first of these places count.
 */
public final class Settings implements IDefaultValueProvider {
  private static final String CONFIG = "--config";
  private static final String ENVIRONMENT = "AUTO_UPLOAD_";

  /** How options are named after the secret that they stand for. */
  private static final Pattern INSTEAD_OF_SECRET = Pattern.compile("(--.+)-(file|command)");

  /** Folder of the secrets that a service manager hands over: systemd.exec(5). */
  private static final String CREDENTIALS = "CREDENTIALS_DIRECTORY";

  /** Options that stand for another one, and are not named after it. */
  private static final Map<String, String> INSTEAD =
      Map.of("--ask-code", "--totp", "--quiet", "--verbose");

  /** Options that are about this run alone. */
  private static final Set<String> NEVER =
      Set.of(CONFIG, "--help", "--version", FailureReport.DEBUG);

  private final CommandSpec spec;
  private final Map<String, String> environment;
  private boolean asked;
  private Optional<SettingsFile> file = Optional.empty();
  private Set<String> given = Set.of();
  private Set<String> inEnvironment = Set.of();
  private Set<String> inFile = Set.of();

  /**
   * Value of an option.
   *
   * @param values several only for an option that may be given several times
   * @param source where it is from, in words
   */
  record FoundSetting(List<String> values, String source) {}

  private Settings(CommandSpec spec, Map<String, String> environment) {
    this.spec = spec;
    this.environment = environment;
  }

  /** Gives a command its {@code --config}, and its settings as defaults. */
  static void addTo(CommandSpec spec, Map<String, String> environment) {
    spec.addOption(
        OptionSpec.builder(CONFIG)
            .paramLabel("FILE")
            .type(Path.class)
            .description(
                "Read options from this file too, one a line by its long name:"
                    + " folder = /media/card. AUTO_UPLOAD_FOLDER in the environment says the same."
                    + " The command line counts first, then the environment, then the file;"
                    + " 'config check' before the options says what is in force.")
            .build());
    spec.defaultValueProvider(new Settings(spec, environment));
  }

  /** Those of a command, if it has {@code --config}. */
  static Optional<Settings> of(CommandSpec spec) {
    return spec.defaultValueProvider() instanceof Settings settings
        ? Optional.of(settings)
        : Optional.empty();
  }

  /**
   * Warns, once the command line was parsed, of a settings file with a secret in it that others may
   * read.
   */
  public static void warnIfExposed(CommandSpec spec, Consumer<String> warnings) {
    of(spec).flatMap(Settings::exposed).map(FileExposure::warning).ifPresent(warnings);
  }

  private Optional<Path> exposed() {
    return file.filter(
            from ->
                from.settings().keySet().stream()
                    .anyMatch(name -> SecretOption.isSecret(spec.findOption("--" + name))))
        .map(SettingsFile::path)
        .filter(FileExposure::isReadableByOthers);
  }

  /** Picocli asks for each option that the command line leaves out, once it has read that. */
  @Override
  public String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    Optional<FoundSetting> found = find(option);
    if (found.isEmpty()) {
      return null;
    }
    List<String> values = found.get().values();
    if (values.size() > 1) {
      option.setValue(values); // one default is all that picocli can be told
      return null;
    }
    return converted(option, found.get());
  }

  private static String converted(OptionSpec option, FoundSetting found) {
    String value = found.values().get(0);
    if (isFlag(option)) {
      return YesNo.parse(value)
          .map(String::valueOf)
          .orElseThrow(
              () ->
                  OperatorError.usage(
                      found.source() + ": " + option.longestName() + " is yes or no"));
    }
    boolean atHome = option.paramLabel().matches("FILE|FOLDER") && value.startsWith("~/");
    return atHome ? System.getProperty("user.home") + value.substring(1) : value;
  }

  private static boolean isFlag(OptionSpec option) {
    return option.arity().max() == 0;
  }

  /** Where an option's value is from, if it is not from the command line. */
  Optional<FoundSetting> find(OptionSpec option) {
    if (NEVER.contains(option.longestName()) || option.hidden()) {
      return option.longestName().equals(CONFIG) ? inEnvironment(option) : Optional.empty();
    }
    if (!asked) {
      asked = true;
      ask();
    }
    String stands = instead(option);
    if (given.contains(stands)) {
      return Optional.empty();
    }
    if (inEnvironment.contains(stands)) {
      return inEnvironment(option);
    }
    return inFile.contains(stands) ? inFile(option) : credential(option);
  }

  /** Finds, now that the command line was read, what each place has. */
  private void ask() {
    given = instead(Settings::isGiven);
    inEnvironment = instead(option -> inEnvironment(option).isPresent());
    configured().map(SettingsFile::read).ifPresent(this::use);
    inFile = instead(option -> inFile(option).isPresent());
  }

  private Set<String> instead(Predicate<OptionSpec> which) {
    return spec.options().stream()
        .filter(which)
        .map(this::instead)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isGiven(OptionSpec option) {
    return !option.originalStringValues().isEmpty();
  }

  /** The option that it may stand for; mostly itself. */
  private String instead(OptionSpec option) {
    String name = option.longestName();
    if (INSTEAD.containsKey(name)) {
      return INSTEAD.get(name);
    }
    Matcher matcher = INSTEAD_OF_SECRET.matcher(name);
    return matcher.matches() && spec.findOption(matcher.group(1)) != null ? matcher.group(1) : name;
  }

  private static Stream<String> longNames(OptionSpec option) {
    return Arrays.stream(option.names())
        .filter(name -> name.startsWith("--"))
        .map(name -> name.substring(2));
  }

  private Optional<FoundSetting> inEnvironment(OptionSpec option) {
    return longNames(option)
        .map(name -> ENVIRONMENT + name.toUpperCase(Locale.ROOT).replace('-', '_'))
        .filter(environment::containsKey)
        .findFirst()
        .map(name -> new FoundSetting(values(option, name), name));
  }

  private List<String> values(OptionSpec option, String variable) {
    String value = environment.get(variable);
    if (value.isBlank()) {
      throw OperatorError.usage(variable + " is empty: unset it for the default");
    }
    return option.isMultiValue()
        ? value.lines().filter(line -> !line.isBlank()).toList()
        : List.of(value);
  }

  private Optional<FoundSetting> inFile(OptionSpec option) {
    return file.flatMap(
        from ->
            longNames(option)
                .filter(from.settings()::containsKey)
                .findFirst()
                .map(name -> found(from, from.settings().get(name))));
  }

  /** The file of a secret that is handed over under the secret's name. */
  private Optional<FoundSetting> credential(OptionSpec option) {
    String secret = instead(option).substring(2);
    String folder = environment.get(CREDENTIALS);
    if (folder == null || !option.longestName().equals("--" + secret + SecretOption.FILE_SUFFIX)) {
      return Optional.empty();
    }
    Path file = Path.of(folder, secret);
    return Files.exists(file)
        ? Optional.of(new FoundSetting(List.of(file.toString()), "credential " + secret))
        : Optional.empty();
  }

  private static FoundSetting found(SettingsFile from, List<SettingsFile.Setting> settings) {
    return new FoundSetting(
        settings.stream().map(SettingsFile.Setting::value).toList(),
        from.path() + ", line " + settings.get(0).line());
  }

  private Optional<Path> configured() {
    OptionSpec option = spec.findOption(CONFIG);
    if (isGiven(option)) {
      return Optional.of(option.getValue());
    }
    return inEnvironment(option).map(found -> Path.of(found.values().get(0)));
  }

  private void use(SettingsFile read) {
    read.settings().forEach((name, values) -> check(read, name, values));
    file = Optional.of(read);
  }

  private void check(SettingsFile read, String name, List<SettingsFile.Setting> values) {
    OptionSpec option = spec.findOption("--" + name);
    int line = values.get(0).line();
    if (option == null || option.hidden()) {
      throw read.failure(line, "there is no setting " + name + hint(name));
    }
    if (NEVER.contains(option.longestName())) {
      throw read.failure(line, name + " belongs on the command line");
    }
    long several =
        longNames(option)
            .mapToLong(key -> read.settings().getOrDefault(key, List.of()).size())
            .sum();
    if (several > 1 && !option.isMultiValue()) {
      throw read.failure(values.get(values.size() - 1).line(), name + " is there twice");
    }
  }

  private String hint(String name) {
    List<String> near =
        new UnmatchedArgumentException(spec.commandLine(), List.of("--" + name))
            .getSuggestions().stream()
                .filter(other -> other.startsWith("--"))
                .map(other -> other.substring(2))
                .toList();
    return near.isEmpty() ? "" : ", did you mean " + String.join(" or ", near) + "?";
  }
}
