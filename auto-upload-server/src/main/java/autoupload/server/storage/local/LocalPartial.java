package autoupload.server.storage.local;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.upload.ChunkHasher;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Partial upload in a temporary file of the user's folder. */
final class LocalPartial implements PartialUpload {
  private static final Logger LOG = LoggerFactory.getLogger(LocalPartial.class);

  private static final Set<RefusalCode> MAY_WORK_LATER =
      EnumSet.of(RefusalCode.NO_SPACE, RefusalCode.EXHAUSTED, RefusalCode.STORAGE_FAILED);

  private enum State {
    OPEN,
    /** A chunk was wrong and is cut off. */
    REJECTED,
    /** A chunk that came before this object was found to be damaged, and is cut off. */
    DAMAGED,
    /** A force failed: nothing here can be trusted. */
    BROKEN,
    ENDED
  }

  /**
   * Destination of a complete upload.
   *
   * @param released runs once when the upload has ended, however it did
   */
  record Destination(Publisher publisher, UserFolder user, UploadOffer offer, Runnable released) {}

  /** Bytes received, and the digests of the chunks found to be right. */
  private record ReceivedBytes(long offset, List<byte[]> digests) {}

  private final Destination destination;
  private final ChunkPlan plan;
  private final ChunkHasher hasher; // the writer's
  private volatile ReceivedBytes progress; // changed by the writer only

  /** Held by whatever forces or ends the upload. */
  private final ReentrantLock diskLock = new ReentrantLock();

  private final PartialData data;
  private final ResumedChunks resumed;
  private volatile State state = State.OPEN;

  /** Whether it is a stored file now. Guarded by the lock. */
  private boolean published;

  /**
   * @param hasher has read exactly what {@code data} holds
   */
  LocalPartial(Destination destination, PartialData data, ChunkHasher hasher) {
    this.destination = destination;
    this.plan = destination.offer().plan();
    this.data = data;
    this.hasher = hasher;
    this.progress = new ReceivedBytes(hasher.position(), hasher.completed());
    this.resumed = new ResumedChunks(plan, hasher.completed());
  }

  @Override
  public long offset() {
    return progress.offset();
  }

  @Override
  public long remainingInChunk() {
    return hasher.remainingInChunk();
  }

  @Override
  public boolean isComplete() {
    return state == State.OPEN && hasher.isComplete();
  }

  @Override
  public void write(ByteBuffer bytes) throws StorageException {
    requireOpen();
    if (bytes.remaining() > hasher.remainingInChunk()) {
      throw new IllegalStateException("bytes beyond the end of the chunk");
    }
    long at = hasher.position();
    hasher.updateBeside(bytes);
    try {
      data.write(bytes, at);
    } catch (IOException e) {
      throw refusal(e);
    }
    progress = new ReceivedBytes(hasher.position(), progress.digests());
  }

  @Override
  public void settle() {
    hasher.settle();
  }

  @Override
  public boolean endChunk(byte[] expected) throws StorageException {
    requireOpen();
    if (!MessageDigest.isEqual(hasher.endChunk(), expected)) {
      dropOpenChunk();
      return false;
    }
    progress = new ReceivedBytes(hasher.position(), hasher.completed());
    StorePoint.CHUNK_ENDED.hit();
    return true;
  }

  /** Goes back to where the last right chunk ends, so that a resume starts there. */
  private void dropOpenChunk() throws StorageException {
    diskLock.lock();
    try {
      if (state != State.OPEN) {
        return; // it was cut before an earlier chunk meanwhile
      }
      state = State.REJECTED;
      List<byte[]> right = progress.digests();
      progress = new ReceivedBytes(plan.start(right.size()), right);
      data.cutTo(progress.offset(), right);
    } catch (IOException e) {
      state = State.BROKEN;
      throw refusal(e);
    } finally {
      diskLock.unlock();
    }
  }

  @Override
  public long checkpoint() throws StorageException {
    diskLock.lock();
    try {
      if (state == State.BROKEN) {
        throw brokenDisk();
      }
      ReceivedBytes reached = resumable(progress);
      if (state == State.OPEN && reached.offset() > data.durable()) {
        data.checkpoint(reached.offset(), reached.digests());
      }
      return data.durable();
    } catch (IOException e) {
      if (isFailedForce(e)) {
        state = State.BROKEN;
      }
      throw refusal(e);
    } finally {
      diskLock.unlock();
    }
  }

  /**
   * Leaves out the last byte of a chunk that is full and not yet checked: at a chunk's end the
   * prefix would claim a chunk whose digest nobody compared.
   */
  private ReceivedBytes resumable(ReceivedBytes reached) {
    boolean unchecked = plan.completeBefore(reached.offset()) > reached.digests().size();
    return unchecked && reached.offset() > 0
        ? new ReceivedBytes(reached.offset() - 1, reached.digests())
        : reached;
  }

  @Override
  public boolean isVerified() {
    return resumed.areVerified();
  }

  @Override
  public void verify(BooleanSupplier wanted) throws StorageException {
    OptionalInt damaged =
        resumed.firstDamaged(data, () -> state == State.OPEN && wanted.getAsBoolean());
    if (damaged.isPresent()) {
      cutBefore(damaged.getAsInt());
      throw damagedChunk();
    }
  }

  /** The writer may be at work: what it adds beyond the cut is never recorded. */
  private void cutBefore(int chunk) throws StorageException {
    diskLock.lock();
    try {
      if (state == State.OPEN) {
        state = State.DAMAGED;
        data.cutTo(plan.start(chunk), resumed.before(chunk));
      }
    } catch (IOException e) {
      state = State.BROKEN;
      throw refusal(e);
    } finally {
      diskLock.unlock();
    }
  }

  @Override
  public Receipt commit(ContentDigest expected) throws StorageException {
    requireOpen();
    if (!hasher.isComplete()) {
      throw new IllegalStateException("the upload is not complete");
    }
    try {
      verify(() -> true);
    } catch (StorageException e) {
      close();
      throw e;
    }
    diskLock.lock();
    boolean keep = false;
    try {
      if (!hasher.digest().equals(expected)) {
        throw new StorageException(
            RefusalCode.CONTENT_MISMATCH, "the content does not have the digest it should have");
      }
      UploadOffer offer = destination.offer();
      data.complete(offer.modified());
      Receipt receipt =
          destination.publisher().publish(data.path(), destination.user(), offer, expected);
      published = true;
      return receipt;
    } catch (IOException e) {
      StorageException refusal = refusal(e);
      keep = MAY_WORK_LATER.contains(refusal.code()) && !isFailedForce(e);
      throw refusal;
    } finally {
      end(keep);
      diskLock.unlock();
    }
  }

  /** Whether a force is what failed: then the data is in doubt, and must come again. */
  private static boolean isFailedForce(Throwable failure) {
    return failure instanceof ForceFailedException
        || (failure.getCause() != null && isFailedForce(failure.getCause()));
  }

  @Override
  public void discard() {
    diskLock.lock();
    try {
      end(false);
    } finally {
      diskLock.unlock();
    }
  }

  @Override
  public void close() {
    diskLock.lock();
    try {
      end(true);
    } finally {
      diskLock.unlock();
    }
  }

  private void end(boolean keep) {
    if (state == State.ENDED) {
      return;
    }
    boolean kept = keep && checkpointQuietly();
    state = State.ENDED;
    try (data) {
      if (!kept) {
        data.drop(published);
      }
    } catch (IOException e) {
      warn("an upload's temporary files could not be tidied up", e);
    } finally {
      destination.released().run();
    }
  }

  private void warn(String event, IOException cause) {
    LOG.atWarn()
        .setMessage(event)
        .addKeyValue("file", data.path())
        .addKeyValue("cause", cause)
        .log();
  }

  /** Makes durable what can be; says whether there is anything worth keeping. */
  private boolean checkpointQuietly() {
    try {
      checkpoint();
    } catch (StorageException e) {
      warn("the last part of an upload could not be kept", e);
    }
    return state != State.BROKEN && data.durable() > 0;
  }

  private StorageException refusal(IOException failure) {
    return StorageErrors.of(failure, data.path().getParent());
  }

  private static StorageException brokenDisk() {
    return new StorageException(
        RefusalCode.STORAGE_FAILED, "the server's disk failed: the upload starts again");
  }

  private static StorageException damagedChunk() {
    return new StorageException(
        RefusalCode.CHUNK_MISMATCH,
        "what the server had of this file was damaged on its disk: it comes again from there");
  }

  private void requireOpen() throws StorageException {
    if (state == State.BROKEN) {
      throw brokenDisk();
    }
    if (state == State.DAMAGED) {
      throw damagedChunk();
    }
    if (state != State.OPEN) {
      throw new IllegalStateException("this upload has ended");
    }
  }
}
