package autoupload.client;

import autoupload.cli.SecretCommand;
import autoupload.cli.SecretOption;
import autoupload.cli.Terminal;
import autoupload.operator.OperatorError;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options for the account's password. */
final class PasswordOptions {
  private static final SecretCommand COMMAND = new SecretCommand("--password-command");

  @Option(
      names = {"-p", "--password"},
      paramLabel = "PASSWORD",
      description = "Its password. Others on this machine can see it: prefer --password-file.")
  private Optional<String> password = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file whose first line is the password; - for standard input.")
  private Optional<Path> passwordFile = Optional.empty();

  @Option(
      names = "--password-command",
      paramLabel = "COMMAND",
      description =
          "A shell command whose first line of output is the password: 'pass show car1'. Run once"
              + " at the start, for a minute at most.")
  private Optional<String> passwordCommand = Optional.empty();

  private Optional<Secret> typed = Optional.empty();

  private final SecretOption option = new SecretOption("--password", "--password-file");

  /** A password file is read again before each pass; what was typed or piped is kept. */
  Secret read(String user, Consumer<String> warnings) {
    if (typed.isPresent()) {
      return typed.get();
    }
    Secret read =
        Secret.ofText(passwordCommand.map(COMMAND::run).orElseGet(() -> given(user, warnings)));
    if (read.bytes().length > WireLimits.CREDENTIAL) {
      throw OperatorError.usage(
          "the password is longer than 1024 bytes: no account has such a one");
    }
    if (!SecretOption.mayChange(passwordFile)) {
      typed = Optional.of(read);
    }
    return read;
  }

  private char[] given(String user, Consumer<String> warnings) {
    return option.read(
        password,
        passwordFile,
        () -> Terminal.find().map(t -> t.askSecret("Password of " + user + ": ")),
        warnings);
  }

  /** Says what is wrong with the options themselves. */
  void check() {
    if (passwordCommand.isPresent() && (password.isPresent() || passwordFile.isPresent())) {
      throw OperatorError.usage(
          "give --password-command, or --password-file, or --password: one of them");
    }
  }

  /** Changes when the password file does; the same for good if there is none. */
  String version() {
    if (!SecretOption.mayChange(passwordFile)) {
      return "";
    }
    try {
      BasicFileAttributes is = Files.readAttributes(passwordFile.get(), BasicFileAttributes.class);
      return is.lastModifiedTime() + " " + is.size() + " " + is.fileKey();
    } catch (IOException e) {
      return "missing";
    }
  }
}
