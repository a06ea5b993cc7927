package autoupload.client.seal;

import autoupload.age.Recipient;
import autoupload.files.SmallFile;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trust on first use of the account's recipient. A server that names another one later may want to
 * read what it must not: then nothing is sealed until its owner says that it is right. The
 * recipient that it names first is believed.
 */
public final class RecipientPin {
  private static final String NOTHING = "; nothing was uploaded";

  private final Path file;
  private final Optional<Recipient> accepted;

  /**
   * @param file where it is remembered
   * @param accepted a recipient that may take the place of the one remembered
   */
  public RecipientPin(Path file, Optional<Recipient> accepted) {
    this.file = file;
    this.accepted = accepted;
  }

  /**
   * Whom to seal for, now that a server named {@code told}.
   *
   * @param onNews told in one line when that is remembered from now on
   * @throws OperatorError if it is none, or another than before
   */
  Recipients check(Optional<String> told, Consumer<String> onNews) {
    Optional<Recipient> pinned = pinned();
    if (told.isEmpty()) {
      throw pinned.map(RecipientPin::withdrawn).orElseGet(RecipientPin::none);
    }
    Recipient now = parse(told.get());
    if (pinned.isEmpty() || (!pinned.get().equals(now) && accepted.equals(Optional.of(now)))) {
      accepted.filter(wanted -> !wanted.equals(now)).ifPresent(wanted -> refuse(wanted, now));
      pin(now);
      onNews.accept("files are sealed for the account's recipient from now on: " + now);
    } else if (!pinned.get().equals(now)) {
      refuse(pinned.get(), now);
    }
    return new Recipients(List.of(now));
  }

  private static OperatorError none() {
    return OperatorError.usage(
        "-e y: there is no recipient to seal files for: give one with --recipient, or make keys for"
            + " the account where its passwords are, with adduser --update --identity FILE"
            + NOTHING);
  }

  private static OperatorError withdrawn(Recipient pinned) {
    return new OperatorError(
        ExitCode.SERVER_UNPROVEN,
        "the server does not name the account's recipient any more"
            + NOTHING
            + "; if that is right, seal for it with --recipient "
            + pinned);
  }

  private static void refuse(Recipient expected, Recipient told) {
    throw new OperatorError(
        ExitCode.SERVER_UNPROVEN,
        "the server names another recipient for the account than "
            + expected
            + NOTHING
            + "; if that is right, say so once with --accept-recipient "
            + told);
  }

  private static Recipient parse(String told) {
    try {
      return Recipient.parse(told);
    } catch (IllegalArgumentException e) {
      throw new OperatorError(
          ExitCode.SERVER_UNPROVEN,
          "the recipient that the server names is of no use: " + e.getMessage() + NOTHING,
          e);
    }
  }

  private Optional<Recipient> pinned() {
    try {
      return Optional.of(Recipient.parse(Files.readString(file).strip()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      throw new OperatorError(
          ExitCode.USAGE,
          "cannot read which recipient files are sealed for: remove "
              + file
              + " and check the recipient that the next run names",
          e);
    }
  }

  private void pin(Recipient recipient) {
    try {
      SmallFile.replaceDurably(file, recipient + "\n");
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR,
          "cannot remember the recipient in the state folder: " + IoReason.of(e),
          e);
    }
    SealPoint.RECIPIENT_PINNED.hit();
  }
}
