package autoupload.adduser;

import autoupload.cli.SecretOption;
import autoupload.cli.Terminal;
import autoupload.credentials.PasswordHash;
import autoupload.operator.OperatorError;
import autoupload.upload.UserName;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for the source of an account's password. */
final class NewPasswordOptions {
  @Option(
      names = {"-p", "--password"},
      paramLabel = "PASSWORD",
      description = "Everybody on this machine can see it while the command runs.")
  private Optional<String> password = Optional.empty();

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "Take the first line of FILE, or of standard input for '-', as the password. Without"
              + " this and -p the command asks.")
  private Optional<Path> file = Optional.empty();

  /** Whether there is one without asking. */
  boolean arePresent() {
    return password.isPresent() || file.isPresent();
  }

  /** Refuses a password beside an option that needs none. */
  void refuseBeside(String option) {
    if (arePresent()) {
      throw OperatorError.usage(option + " needs no password: leave it out");
    }
  }

  /**
   * The password, hashed; asks a person for it if nothing names it.
   *
   * @param warnings where to say that others see it
   * @throws OperatorError if there is none, or it breaks one of the {@link PasswordRules}
   */
  String newHash(UserName user, PrintWriter warnings) {
    char[] secret =
        new SecretOption("--password", "--password-file")
            .read(
                password,
                file,
                () -> Terminal.find().map(t -> new PasswordPrompt(t::askSecret).newPassword(user)),
                warnings::println);
    try {
      PasswordRules.check(secret);
      return PasswordHash.create(secret);
    } finally {
      Arrays.fill(secret, '\0');
    }
  }
}
