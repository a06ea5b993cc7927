package autoupload.client.journal;

import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import java.util.Optional;

/**
 * Proof that the server has a file: its receipt was matched to what was read here. Only {@link
 * #match} makes one, so code that erases an unconfirmed file does not compile.
 */
public final class Confirmation {
  private final SettledFile file;
  private final Receipt receipt;
  private final ContentDigest source;

  Confirmation(SettledFile file, Receipt receipt, ContentDigest source) {
    this.file = file;
    this.receipt = receipt;
    this.source = source;
  }

  /**
   * Matches a receipt to the file it is for.
   *
   * @param sent the bytes that were sent or proven
   * @return empty if the receipt is for other bytes, which a right server never sends
   */
  public static Optional<Confirmation> match(SettledFile file, Sent sent, Receipt receipt) {
    boolean same = receipt.size() == sent.size() && receipt.digest().equals(sent.digest());
    return same ? Optional.of(new Confirmation(file, receipt, sent.source())) : Optional.empty();
  }

  /** The file on this machine. */
  public SettledFile file() {
    return file;
  }

  /** What the server promised. */
  public Receipt receipt() {
    return receipt;
  }

  /**
   * The digest of the file on this machine, from which the sealed form was made if that is what the
   * server has; else it is the receipt's.
   */
  public ContentDigest source() {
    return source;
  }
}
