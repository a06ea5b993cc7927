package autoupload.client;

import autoupload.cli.SecretOption;
import autoupload.cli.Terminal;
import autoupload.client.login.CodeSource;
import autoupload.client.login.SeedCodes;
import autoupload.client.login.TypedCode;
import autoupload.credentials.Totp;
import autoupload.operator.OperatorError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options for the account's one-time codes, if it needs any. */
final class TotpOptions {
  /** As many characters as the protocol has room for. */
  private static final int LONGEST_CODE = 16;

  @Option(
      names = {"-t", "--totp"},
      paramLabel = "SEED",
      description =
          "The seed of its one-time codes in base32, as adduser --totp printed it. Others on this"
              + " machine can see it: prefer --totp-file.")
  private Optional<String> seed = Optional.empty();

  @Option(
      names = "--totp-file",
      paramLabel = "FILE",
      description =
          "A file whose first line is the seed; - for standard input, after the password's line if"
              + " that comes from there too.")
  private Optional<Path> seedFile = Optional.empty();

  @Option(
      names = "--ask-code",
      description = "Ask for a one-time code when one is needed, instead of computing it.")
  private boolean ask;

  private final SecretOption option = new SecretOption("--totp", "--totp-file");
  private Optional<CodeSource> kept = Optional.empty();

  /** Says what is wrong with the options themselves. */
  void check() {
    if (ask && (seed.isPresent() || seedFile.isPresent())) {
      throw OperatorError.usage("--ask-code needs no seed: leave -t and --totp-file out");
    }
  }

  /** A seed's file is read again before each pass; what was given otherwise is kept. */
  CodeSource read(String user, Consumer<String> warnings) {
    if (kept.isPresent()) {
      return kept.get();
    }
    CodeSource codes = ask ? new TypedCode(() -> typed(user)) : computed(warnings);
    if (!SecretOption.mayChange(seedFile)) {
      kept = Optional.of(codes);
    }
    return codes;
  }

  private CodeSource computed(Consumer<String> warnings) {
    if (seed.isEmpty() && seedFile.isEmpty()) {
      return CodeSource.NONE;
    }
    char[] text = option.read(seed, seedFile, Optional::empty, warnings);
    try {
      return new SeedCodes(Totp.ofSeed(text));
    } catch (IllegalArgumentException e) {
      throw OperatorError.usage(e.getMessage() + ": take what adduser --totp printed");
    } finally {
      Arrays.fill(text, '\0');
    }
  }

  private static String typed(String user) {
    char[] answer =
        Terminal.find()
            .orElseThrow(() -> OperatorError.usage("--ask-code: there is no terminal to ask at"))
            .askSecret("One-time code of " + user + ": ");
    String code = new String(answer).replaceAll("[ -]", "");
    Arrays.fill(answer, '\0');
    if (code.length() > LONGEST_CODE) {
      throw OperatorError.usage("that is no one-time code: it has 6 digits");
    }
    return code;
  }
}
