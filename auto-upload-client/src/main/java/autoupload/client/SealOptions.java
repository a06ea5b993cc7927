package autoupload.client;

import autoupload.age.KeyFile;
import autoupload.age.Recipient;
import autoupload.cli.YesNo;
import autoupload.client.seal.RecipientPin;
import autoupload.client.seal.Recipients;
import autoupload.client.seal.Sealing;
import autoupload.operator.OperatorError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options for sealing files before they leave, and for the recipients. */
final class SealOptions {
  @Option(
      names = {"-e", "--encrypt"},
      arity = "1",
      converter = YesNo.class,
      paramLabel = "y|n",
      defaultValue = "n",
      description =
          "Seal files before they leave, so that the server cannot read them: NAME is stored as"
              + " NAME.age, for whoever has the identity.")
  private boolean encrypt;

  @Option(
      names = "--recipient",
      paramLabel = "RECIPIENT",
      description =
          "With -e y: whom to seal for, age1... or age1pq1..., as keygen printed it; may be"
              + " repeated. Default: the account's recipient, as the server names it. The first one"
              + " it names is believed; only this option excludes a server that lies from the"
              + " beginning.")
  private List<String> given = List.of();

  @Option(
      names = "--recipients-file",
      paramLabel = "FILE",
      description = "With -e y: a file of recipients, one a line.")
  private Optional<Path> file = Optional.empty();

  @Option(
      names = "--accept-recipient",
      paramLabel = "RECIPIENT",
      description =
          "With -e y: the server may name this recipient from now on, instead of the one before.")
  private Optional<String> accepted = Optional.empty();

  /**
   * What they say; a file of recipients is read now.
   *
   * @param pin where the recipient is remembered that the server names
   */
  Sealing sealing(Path pin) {
    if (!encrypt) {
      return Sealing.off();
    }
    List<Recipient> recipients = recipients();
    if (recipients.isEmpty()) {
      return Sealing.forAccount(
          new RecipientPin(pin, accepted.map(text -> parse("--accept-recipient", text))));
    }
    try {
      return Sealing.forRecipients(new Recipients(recipients));
    } catch (IllegalArgumentException e) {
      throw OperatorError.usage("cannot seal for these recipients: " + e.getMessage());
    }
  }

  private List<Recipient> recipients() {
    List<Recipient> recipients = new ArrayList<>();
    given.forEach(text -> recipients.add(parse("--recipient", text)));
    file.ifPresent(from -> recipients.addAll(KeyFile.recipients(from)));
    return recipients;
  }

  /** Says what is wrong with the options themselves, before anything is waited for. */
  void check() {
    boolean names = !given.isEmpty() || file.isPresent();
    if (!encrypt && (names || accepted.isPresent())) {
      throw OperatorError.usage(
          "recipients are for sealed files, and without -e y nothing is sealed: add -e y, or leave"
              + " them out");
    }
    if (names && accepted.isPresent()) {
      throw OperatorError.usage(
          "--accept-recipient is about the recipient that the server names: leave it out, or the"
              + " other recipients");
    }
    recipients();
    accepted.ifPresent(text -> parse("--accept-recipient", text));
  }

  private static Recipient parse(String option, String text) {
    try {
      return Recipient.parse(text);
    } catch (IllegalArgumentException e) {
      throw OperatorError.usage(
          option + ": " + e.getMessage() + "; give what keygen printed: age1... or age1pq1...");
    }
  }
}
