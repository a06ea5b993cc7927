package autoupload.server.storage;

import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Storage backend for uploaded files, with a folder per user. Safe for use by many threads; every
 * method may block on the disk or the network behind it. One contract test suite runs on every
 * implementation.
 *
 * <p>A file appears under its final name only complete, checked and durable, and nothing here
 * overwrites, shortens or removes one.
 */
public interface Storage extends AutoCloseable {
  /** How long an upload that nobody goes on with is kept. */
  Duration ABANDONED_AFTER = Duration.ofDays(7);

  /** Who this store is; the same after every restart. */
  StoreId id();

  /**
   * Whether a file is stored under the offered name, or as another content of it ({@code name~*}),
   * with the offered size, so that the client's digest decides. Where the name itself is free it
   * may be no although a variant is left: that costs an upload, not a file. Reads no content,
   * creates nothing.
   *
   * @throws StorageException {@code NAME_CONFLICT} if a folder of the name is something else, here
   *     and in {@link #prove}
   */
  boolean mayHold(UserName user, UploadOffer offer) throws StorageException;

  /**
   * The receipt for an offer whose content is already stored: the file of that name, or {@code
   * name~*}, that has the offered size and this digest. Its digest is read from the disk now, or is
   * remembered together with the file's identity (inode, size, modification and change time). File
   * and folder are forced before, unless this process already did. May take as long as reading the
   * file does.
   *
   * @param wanted asked before each block that is read: once it says no, reading ends
   * @return empty if no stored file has this content
   * @throws StorageException {@code ABORTED} if it is not wanted any more
   */
  Optional<Receipt> prove(
      UserName user, UploadOffer offer, ContentDigest digest, BooleanSupplier wanted)
      throws StorageException;

  /**
   * How much of an upload is durable already, so that it can go on there. Besides the client's own
   * partial that of another client of the same user with the same name, size and modification time
   * counts, if it has several chunks, at least one of them complete, and nobody is writing it; then
   * the offset is where its last complete chunk ends. The offset is at a chunk's end only if that
   * chunk's digest was checked. Reads no content, creates nothing.
   *
   * @return a prefix of length 0 if there is none
   */
  Prefix partial(UploadKey key) throws StorageException;

  /**
   * Starts an upload at 0, or goes on with one at the offset {@link #partial} gave. At 0 it is a
   * new file: an older partial of this client and name, whatever its size, is dropped, never
   * truncated. Makes the user's folder. At an offset of another client's partial, that partial
   * becomes this client's too, and stays the other's until a commit.
   *
   * @throws StorageException {@code BUSY} if a {@link PartialUpload} of this client and name is
   *     open, {@code RESUME_MISMATCH} if {@code offset} is neither 0 nor what {@link #partial}
   *     gives now, {@code NO_SPACE} if the disk is full or, where space is reserved, the rest
   *     cannot fit, {@code QUOTA} if the user may not store that much, {@code NAME_CONFLICT} if
   *     something in the user's folder stands in the way, {@code STORAGE_FAILED} if the disk
   *     failed, {@code EXHAUSTED} if the server is short of something else
   */
  PartialUpload begin(UploadKey key, long offset) throws StorageException;

  /**
   * How many bytes the user may still store, as far as that is known without waiting for long;
   * empty if there is no limit. Stores know of none: limits are a wrapper's.
   */
  default Optional<Long> quotaLeft(UserName user) {
    return Optional.empty();
  }

  /**
   * Takes the lease of a job. It ends with {@link Lease#close}, with the store, and soon after a
   * crash of this server.
   *
   * @return empty if somebody has it, here or on another server, or if that cannot be told
   */
  Optional<Lease> lease(String job);

  /**
   * Gives up the uploads that were not written for longer than {@code olderThan} and that nobody is
   * at work on. Never fails: what cannot be removed goes with the next sweep. Due at start and once
   * a day.
   *
   * @param lease ends the sweep when it is lost
   * @return how many
   */
  int sweep(Lease lease, Duration olderThan);

  /** Small state of the servers, which lives with the files. */
  StateStore state();

  /** Releases the store. Partials that are open are kept as they are. */
  @Override
  void close();
}
