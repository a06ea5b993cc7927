package autoupload.client.journal;

import autoupload.client.journal.JournalRecord.Confirmed;
import autoupload.client.journal.JournalRecord.SourceKey;
import autoupload.client.scan.FileIdentity;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import java.time.Instant;
import java.util.Optional;

/**
 * Status of a file that the server confirmed, in a compact form: it is in memory for each of
 * perhaps a hundred thousand files on a machine with little of it, and takes half of what the
 * record's objects take. It is no {@link Confirmation}: nothing is erased on it.
 */
public final class ConfirmedFile implements UploadStatus {
  private final long size;
  private final Instant modified;
  private final int chunks;
  private final byte[] hash;

  /** The very name of the file, as is usual, or that of a variant or of the sealed form. */
  private final String storedName;

  /** What is only known of a file whose sealed form is on the server. */
  private final Optional<SealedForm> sealed;

  private record SealedForm(long size, ContentDigest source) {}

  ConfirmedFile(Confirmed confirmed) {
    SourceKey file = confirmed.file();
    Receipt receipt = confirmed.receipt();
    this.size = file.size();
    this.modified = file.modified();
    this.chunks = receipt.digest().chunks();
    this.hash = receipt.digest().hash();
    String stored = receipt.storedName().value();
    this.storedName = stored.equals(file.name()) ? file.name() : stored;
    this.sealed =
        confirmed.isSealed()
            ? Optional.of(new SealedForm(receipt.size(), confirmed.source()))
            : Optional.empty();
  }

  /** Whether the confirmation is for this very file. */
  boolean isOf(FileIdentity file) {
    return size == file.size() && modified.equals(file.modified());
  }

  /** Whether it was the file's sealed form that was sent. */
  public boolean isSealed() {
    return sealed.isPresent();
  }

  /** What was sent, and is on the server if its word was good. */
  public Sent sent() {
    ContentDigest digest = ContentDigest.of(chunks, hash);
    return new Sent(
        sealed.map(SealedForm::size).orElse(size),
        digest,
        sealed.map(SealedForm::source).orElse(digest));
  }

  /** What the server said. */
  Receipt receipt() {
    Sent sent = sent();
    return new Receipt(new UploadName(storedName), sent.size(), sent.digest());
  }

  /** What it was made of; {@code name} is the file's. */
  Confirmed record(String name) {
    return new Confirmed(new SourceKey(name, size, modified), receipt(), sent().source());
  }
}
