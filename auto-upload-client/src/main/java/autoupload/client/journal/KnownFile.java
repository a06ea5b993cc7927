package autoupload.client.journal;

import autoupload.client.journal.JournalRecord.Confirmed;
import autoupload.client.journal.JournalRecord.FileKey;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UploadName;
import java.time.Instant;
import java.util.Optional;

/**
 * Compact form of a confirmation in memory, for each of perhaps a hundred thousand files on a
 * machine with little of it: half of what the record's objects take.
 */
final class KnownFile {
  private final long size;
  private final Instant modified;
  private final int chunks;
  private final byte[] hash;

  /** The very name of the file, as is usual, or that of a variant or of the sealed form. */
  private final String storedName;

  /** What is only known of a file whose sealed form is on the server. */
  private final Optional<Sealed> sealed;

  private record Sealed(long size, ContentDigest source) {}

  KnownFile(Confirmed confirmed) {
    FileKey file = confirmed.file();
    Receipt receipt = confirmed.receipt();
    this.size = file.size();
    this.modified = file.modified();
    this.chunks = receipt.digest().chunks();
    this.hash = receipt.digest().hash();
    String stored = receipt.storedName().value();
    this.storedName = stored.equals(file.name()) ? file.name() : stored;
    this.sealed =
        confirmed.isSealed()
            ? Optional.of(new Sealed(receipt.size(), confirmed.source()))
            : Optional.empty();
  }

  /** Whether the confirmation is for this very file. */
  boolean isOf(FileKey file) {
    return size == file.size() && modified.equals(file.modified());
  }

  /** What it was made of; {@code name} is the file's. */
  Confirmed record(String name) {
    ContentDigest digest = ContentDigest.of(chunks, hash);
    long storedSize = sealed.map(Sealed::size).orElse(size);
    return new Confirmed(
        new FileKey(name, size, modified),
        new Receipt(new UploadName(storedName), storedSize, digest),
        sealed.map(Sealed::source).orElse(digest));
  }
}
