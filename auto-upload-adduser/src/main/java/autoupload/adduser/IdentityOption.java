package autoupload.adduser;

import autoupload.age.Identity;
import autoupload.age.KeyFile;
import autoupload.credentials.Account;
import autoupload.operator.OperatorError;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Option {@code --identity}: the key pair that an account's sealed files are for. */
final class IdentityOption {
  @Option(
      names = "--identity",
      paramLabel = "FILE",
      description =
          "Make a key pair for sealed files: the secret half goes into this new file, for your eyes"
              + " only, the public half into the user's line. Move FILE off the server and keep a"
              + " copy: without it nobody opens those files. With --update and no password, only"
              + " the keys change.")
  private Optional<Path> file = Optional.empty();

  /** Whether there are to be new keys. */
  boolean isChange() {
    return file.isPresent();
  }

  /** Refuses it beside an option that changes no account. */
  void refuseBeside(String option) {
    if (isChange()) {
      throw OperatorError.usage(option + " makes no keys: leave --identity out");
    }
  }

  /**
   * Makes the pair, if there is to be one, and gives its recipient. The identity is written before
   * anybody can learn of its recipient: the other way round, a crash could leave a recipient whose
   * files nobody opens.
   */
  Optional<String> newRecipient() {
    return file.map(
        path -> {
          try (Identity made = Identity.generate()) {
            KeyFile.create(path, made);
            return made.recipient().toString();
          }
        });
  }

  /** The account with this new recipient, or as it was. */
  Account applyTo(Account account, Optional<String> newRecipient) {
    return newRecipient.map(value -> account.with(Account.RECIPIENT, value)).orElse(account);
  }
}
