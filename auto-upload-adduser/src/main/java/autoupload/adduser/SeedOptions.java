package autoupload.adduser;

import autoupload.credentials.Account;
import autoupload.credentials.Totp;
import autoupload.operator.OperatorError;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for an account's one-time codes. */
final class SeedOptions {
  @Option(
      names = "--totp",
      description =
          "One-time codes (RFC 6238) are needed too: make a new seed and print it, an otpauth URI"
              + " and a QR code. With --update the password stays unless one is given.")
  private boolean totp;

  @Option(
      names = "--no-totp",
      description = "With --update: no one-time codes are needed any more.")
  private boolean noTotp;

  @Option(names = "--qr", description = "Print the QR code also where there is no terminal.")
  private boolean qr;

  /** Says what is wrong with the options themselves. */
  void check(boolean update, boolean add) {
    if (totp && noTotp) {
      throw OperatorError.usage("give --totp or --no-totp, not both");
    }
    if (noTotp && !update) {
      throw OperatorError.usage("--no-totp goes with --update");
    }
    if (totp && !update && !add) {
      throw OperatorError.usage("--totp goes with adding a user or with --update");
    }
    if (qr && !totp) {
      throw OperatorError.usage("--qr goes with --totp");
    }
  }

  /** Whether anything about the codes is to be changed. */
  boolean isChange() {
    return totp || noTotp;
  }

  boolean forcesQr() {
    return qr;
  }

  /** A new seed, if there is to be one. */
  Optional<String> newSeed() {
    return totp ? Optional.of(Totp.newSeed()) : Optional.empty();
  }

  /** The account with this new seed, without one, or as it was. */
  Account applyTo(Account account, Optional<String> newSeed) {
    return isChange() ? account.withTotpSeed(newSeed) : account;
  }
}
