package autoupload.server.storage.quota;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.Usage;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Decorator of a partial upload that has its room reserved, and gives back what it did not use. */
final class QuotaPartial implements PartialUpload {
  /** The room is looked at again after so many bytes. */
  private static final long CHECK_EVERY = 1 << 20;

  /** After these a commit may have left what was received. */
  private static final Set<RefusalCode> KEPT =
      EnumSet.of(
          RefusalCode.NO_SPACE,
          RefusalCode.EXHAUSTED,
          RefusalCode.STORAGE_FAILED,
          RefusalCode.CHUNK_MISMATCH);

  /** Check that there is still room for an upload. */
  interface Check {
    void run() throws StorageException;
  }

  private final PartialUpload upload;
  private final UserUsage.Claim claim;
  private final FreeSpace.Hold hold;
  private final Check check;
  private final Supplier<Usage> dropped;
  private long unchecked;

  /**
   * @param dropped what is left once it was dropped: other clients may have a part of it
   */
  QuotaPartial(
      PartialUpload upload,
      UserUsage.Claim claim,
      FreeSpace.Hold hold,
      Check check,
      Supplier<Usage> dropped) {
    this.upload = upload;
    this.claim = claim;
    this.hold = hold;
    this.check = check;
    this.dropped = dropped;
  }

  @Override
  public long offset() {
    return upload.offset();
  }

  @Override
  public long remainingInChunk() {
    return upload.remainingInChunk();
  }

  @Override
  public void write(ByteBuffer bytes) throws StorageException {
    int count = bytes.remaining();
    unchecked += count;
    if (unchecked >= CHECK_EVERY) {
      check.run();
      unchecked = 0;
    }
    hold.need(count);
    upload.write(bytes);
    hold.came(count);
  }

  @Override
  public void settle() {
    upload.settle();
  }

  @Override
  public boolean endChunk(byte[] expected) throws StorageException {
    return upload.endChunk(expected);
  }

  @Override
  public boolean isComplete() {
    return upload.isComplete();
  }

  @Override
  public long checkpoint() throws StorageException {
    return upload.checkpoint();
  }

  @Override
  public boolean isVerified() {
    return upload.isVerified();
  }

  @Override
  public void verify(BooleanSupplier wanted) throws StorageException {
    upload.verify(wanted);
  }

  @Override
  public Receipt commit(ContentDigest expected) throws StorageException {
    claim.ending();
    Usage left = atRest();
    try {
      Receipt receipt = upload.commit(expected);
      left = claim.cost();
      return receipt;
    } catch (StorageException e) {
      left = KEPT.contains(e.code()) ? left : dropped.get();
      throw e;
    } finally {
      end(left);
    }
  }

  @Override
  public void discard() {
    claim.ending();
    upload.discard();
    end(dropped.get());
  }

  @Override
  public void close() {
    claim.ending();
    Usage left = atRest();
    upload.close();
    end(left);
  }

  /** What is there if the upload is kept as it is. */
  private Usage atRest() {
    return upload.offset() > 0 ? Usage.ofFile(upload.offset()) : Usage.NONE;
  }

  private void end(Usage left) {
    hold.release();
    claim.end(left);
  }
}
