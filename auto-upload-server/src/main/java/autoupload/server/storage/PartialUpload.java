package autoupload.server.storage;

import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/**
 * Write handle of an upload under way. One thread writes; {@link #checkpoint} and {@link #verify}
 * may run beside it in others; {@link #commit} runs after the last write, in any thread, once.
 * Exactly one of {@link #commit}, {@link #discard} and {@link #close} ends the upload; {@link
 * #close} after any of them does nothing.
 */
public interface PartialUpload extends AutoCloseable {
  /** The offset of the next byte. */
  long offset();

  /** How many bytes the open chunk still takes; 0 when {@link #endChunk} is due. */
  long remainingInChunk();

  /**
   * Appends bytes, which must not reach beyond the open chunk. They are hashed on the way, perhaps
   * while the caller goes on: so they must stay as they are until the next call of this method,
   * {@link #endChunk} or {@link #settle} has returned.
   *
   * @throws StorageException {@code NO_SPACE} or {@code QUOTA} if there is no room for them any
   *     more: what was durable before still is
   */
  void write(ByteBuffer bytes) throws StorageException;

  /** Waits until nothing needs the bytes any more that were written so far. */
  void settle();

  /**
   * Ends the open chunk, which must be full.
   *
   * @return whether the bytes received have the SHA-256 digest {@code expected}; if not, the chunk
   *     is dropped for good: the upload's durable prefix ends before it, and this object only takes
   *     {@link #close} or {@link #discard}
   */
  boolean endChunk(byte[] expected) throws StorageException;

  /** Whether every byte was received and every chunk ended. */
  boolean isComplete();

  /**
   * Forces what was written before the call and remembers how far that is, so that the upload can
   * go on there after a crash. It leaves out the last byte of a chunk that is full and not ended.
   * Once the upload was ended, or rejected by {@link #endChunk}, it changes nothing.
   *
   * @return the durable offset
   * @throws StorageException {@code STORAGE_FAILED} if a force failed: nothing of this upload can
   *     be trusted, it only takes {@link #close} or {@link #discard} and starts again at 0; {@code
   *     NO_SPACE} if the disk is full: what was durable before still is
   */
  long checkpoint() throws StorageException;

  /** Whether no byte is left for {@link #verify} to read. */
  boolean isVerified();

  /**
   * Reads the chunks again that were there when the upload was gone on with, and compares them with
   * their digests: a bad disk or another program may have changed them meanwhile. Takes as long as
   * reading takes. May be repeated, but not by two threads at once.
   *
   * @param wanted asked before each block that is read
   * @throws StorageException {@code CHUNK_MISMATCH} if a chunk differs or cannot be read: the
   *     upload's durable prefix ends before it, and this object only takes {@link #close} or {@link
   *     #discard}; {@code ABORTED} if it is not wanted any more, or the upload has ended
   */
  void verify(BooleanSupplier wanted) throws StorageException;

  /**
   * Makes the complete upload a stored file: {@link #verify} it, if nobody did, force it, publish
   * it under its name without overwriting anything, force the folder and every new parent. Where
   * the name is taken by another content, both are kept, this one as {@link
   * autoupload.upload.UploadName#withVariant}; where it is taken by the same content, that file's
   * receipt is given. The modification time is the offered one.
   *
   * @param expected the digest the client gave for the whole content
   * @throws StorageException {@code CONTENT_MISMATCH} if the content has another digest, {@code
   *     STORAGE_FAILED} if a force failed; in both cases the upload is gone and nothing is
   *     published. {@code NAME_CONFLICT} or {@code NAME_INVALID} if it has no place to go: the
   *     upload is gone too. {@code CHUNK_MISMATCH} as {@link #verify}. {@code NO_SPACE} if the disk
   *     is full: it is kept where that is possible.
   */
  Receipt commit(ContentDigest expected) throws StorageException;

  /** Removes what was received. Never fails: what cannot be removed goes with the next sweep. */
  void discard();

  /** Keeps what was received, as far as it can be forced, for a later {@link Storage#begin}. */
  @Override
  void close();
}
