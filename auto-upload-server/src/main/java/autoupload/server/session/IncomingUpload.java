package autoupload.server.session;

import autoupload.server.events.Arrival;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.wire.WireException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Upload between BEGIN and its answer. The connection's reader delivers bytes; worker threads
 * checkpoint and commit; a newer connection of the same client may take the upload over, after
 * which the older one's bytes are refused.
 */
final class IncomingUpload {
  private enum UploadState {
    RECEIVING,
    /** END came: only the commit may end it. */
    COMMITTING,
    /** Ended without a commit: by its own connection, or taken over by a newer one. */
    KEPT
  }

  private final Offered offered;
  private final PartialUpload partial;
  private final SessionTimes times;

  /** Held while bytes are delivered, so that a takeover never runs into the middle of a write. */
  private final ReentrantLock delivering = new ReentrantLock();

  /** Held while a force runs, so that nothing ends the upload under it. */
  private final ReentrantLock forcing = new ReentrantLock();

  private final AtomicBoolean checkpointQueued = new AtomicBoolean();
  private final long begun = System.nanoTime();
  private volatile long lastDelivery = begun;

  /** Bytes that came since BEGIN; the reader's until the commit, which is queued after it. */
  private long delivered;

  /** Whether every chunk's end came; the reader's. A partial whose disk failed may deny it. */
  private boolean complete;

  /** Leaves RECEIVING, once, under {@link #delivering}. */
  private volatile UploadState state = UploadState.RECEIVING;

  /** Completes once what came before BEGIN was read again, or that has failed. */
  private final CompletableFuture<Void> verified = new CompletableFuture<>();

  /** Whether the bytes are in doubt because a force failed. Guarded by {@link #forcing}. */
  private boolean broken;

  private long lastCheckpoint = System.nanoTime();

  IncomingUpload(Offered offered, PartialUpload partial, SessionTimes times) {
    this.offered = offered;
    this.partial = partial;
    this.times = times;
    this.complete = partial.isComplete();
    if (partial.isVerified()) {
      verified.complete(null);
    }
  }

  /** What it fulfils. */
  Offered offered() {
    return offered;
  }

  /** How it came, up to now. */
  Arrival arrival() {
    return new Arrival(delivered, Duration.ofNanos(System.nanoTime() - begun));
  }

  /** How many bytes of the open chunk may still come. */
  long remainingInChunk() {
    return partial.remainingInChunk();
  }

  /** Appends bytes, which must stay as they are until the next call or {@link #settle}. */
  void deliver(ByteBuffer bytes) throws StorageException {
    delivering.lock();
    try {
      checkReceiving();
      int count = bytes.remaining();
      partial.write(bytes);
      delivered += count;
      lastDelivery = System.nanoTime();
    } finally {
      delivering.unlock();
    }
  }

  /** Waits until nothing needs the bytes any more that were delivered. The reader's. */
  void settle() {
    partial.settle();
  }

  /** Ends the open chunk; false if its bytes are not those the client meant. */
  boolean endChunk(int index, ContentDigest digest) throws StorageException, WireException {
    delivering.lock();
    try {
      checkReceiving();
      if (partial.remainingInChunk() != 0
          || complete
          || index != openChunk()
          || digest.chunks() != 1) {
        throw WireException.protocol("CHUNK does not stand at the end of its chunk");
      }
      lastDelivery = System.nanoTime();
      boolean right = partial.endChunk(digest.hash());
      complete = right && index + 1 == offered.key().offer().plan().count();
      return right;
    } finally {
      delivering.unlock();
    }
  }

  private int openChunk() {
    return (int) (Math.max(0, partial.offset() - 1) / offered.key().offer().plan().chunkSize());
  }

  /** Whether every byte and every chunk's end came. */
  boolean isComplete() {
    return complete;
  }

  /**
   * Whether a checkpoint should be queued now; after that the answer is no until {@link
   * #checkpoint} ran.
   */
  boolean wantsCheckpoint(boolean chunkEnded) {
    boolean due =
        chunkEnded || System.nanoTime() - lastCheckpoint > times.checkpointInterval().toNanos();
    if (!due || complete || !checkpointQueued.compareAndSet(false, true)) {
      return false;
    }
    lastCheckpoint = System.nanoTime();
    return true;
  }

  /**
   * Forces what came so far. After a failure nothing of this upload is ever confirmed, also if its
   * END came meanwhile: a second force of the same file would report success for bytes that the
   * kernel has given up. Only a want of space or of descriptors leaves what was forced before in no
   * doubt.
   *
   * @return the durable offset, or -1 if the upload ended meanwhile
   */
  long checkpoint() throws StorageException {
    forcing.lock();
    try {
      checkpointQueued.set(false);
      return state == UploadState.RECEIVING && !broken ? partial.checkpoint() : -1;
    } catch (StorageException e) {
      broken |= e.code() != RefusalCode.NO_SPACE && e.code() != RefusalCode.EXHAUSTED;
      throw e;
    } catch (RuntimeException | Error e) {
      broken = true;
      throw e;
    } finally {
      forcing.unlock();
    }
  }

  /** Completes once {@link #verify} is not needed any more; the commit waits for it. */
  CompletableFuture<Void> verified() {
    return verified;
  }

  /**
   * Reads again what an earlier connection brought, beside all that goes on.
   *
   * @throws StorageException as {@link PartialUpload#verify}
   */
  void verify() throws StorageException {
    try {
      partial.verify(() -> state != UploadState.KEPT);
    } finally {
      verified.complete(null); // what failed fails the commit too
    }
  }

  /** From here on only {@link #commit} may end it. Called once, by the reader. */
  void startCommit() throws StorageException {
    delivering.lock();
    try {
      checkReceiving();
      state = UploadState.COMMITTING;
    } finally {
      delivering.unlock();
    }
  }

  /** Makes it a stored file. */
  Receipt commit(ContentDigest digest) throws StorageException {
    forcing.lock();
    try {
      if (broken) {
        partial.discard();
        throw new StorageException(
            RefusalCode.STORAGE_FAILED, "the server's disk failed; nothing was confirmed");
      }
      return partial.commit(digest);
    } finally {
      forcing.unlock();
      partial.close();
    }
  }

  /**
   * Keeps what came, unless it is in doubt, for a later connection.
   *
   * @return whether that ended it: not if it had ended, or only its commit may end it
   */
  boolean keep() {
    delivering.lock();
    forcing.lock();
    try {
      if (state != UploadState.RECEIVING) {
        return false;
      }
      state = UploadState.KEPT;
      if (broken) {
        partial.discard();
      } else {
        partial.close();
      }
      return true;
    } finally {
      forcing.unlock();
      delivering.unlock();
    }
  }

  /**
   * Takes the upload away from its connection if that has been silent long enough: what came is
   * kept, and its next byte is refused.
   */
  boolean fenceIfSilent() {
    if (!delivering.tryLock()) {
      return false;
    }
    try {
      long silence = System.nanoTime() - lastDelivery;
      if (state == UploadState.COMMITTING || silence < times.takeoverSilence().toNanos()) {
        return false;
      }
      keep();
      return true;
    } finally {
      delivering.unlock();
    }
  }

  private void checkReceiving() throws StorageException {
    if (state != UploadState.RECEIVING) {
      throw new StorageException(
          RefusalCode.FENCED, "a newer connection of this client took the upload over");
    }
  }
}
