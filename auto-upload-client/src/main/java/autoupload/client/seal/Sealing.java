package autoupload.client.seal;

import autoupload.client.content.Content;
import autoupload.client.scan.SettledFile;
import java.util.Optional;
import java.util.function.Consumer;

/** Sealing policy: whether files are sealed, and for whom. */
public final class Sealing {
  private final boolean on;
  private final Optional<RecipientPin> pin;
  private Optional<Recipients> recipients;

  private Sealing(boolean on, Optional<RecipientPin> pin, Optional<Recipients> recipients) {
    this.on = on;
    this.pin = pin;
    this.recipients = recipients;
  }

  /** Files go as they are. */
  public static Sealing off() {
    return new Sealing(false, Optional.empty(), Optional.empty());
  }

  /** They are sealed for these, whatever the server says. */
  public static Sealing forRecipients(Recipients recipients) {
    return new Sealing(true, Optional.empty(), Optional.of(recipients));
  }

  /** They are sealed for the account's recipient, which the server knows. */
  public static Sealing forAccount(RecipientPin pin) {
    return new Sealing(true, Optional.of(pin), Optional.empty());
  }

  /** Whether they are. */
  public boolean isOn() {
    return on;
  }

  /**
   * A server was met, which says that this is the account's recipient.
   *
   * @param onNews told in one line what the owner should know
   * @throws autoupload.operator.OperatorError if nothing may be sealed for it
   */
  public void meet(Optional<String> told, Consumer<String> onNews) {
    pin.ifPresent(kept -> recipients = Optional.of(kept.check(told, onNews)));
  }

  /**
   * The sealed form of a file.
   *
   * @throws IllegalArgumentException if it cannot have a name
   */
  public Content of(SettledFile file, Seals seals) {
    return new SealedContent(file, seals, () -> recipients.orElseThrow());
  }
}
