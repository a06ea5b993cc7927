package autoupload.server.storage;

import autoupload.upload.UserName;

/**
 * Space accounting of a store, for quotas and the free space of its disks. Apart from {@link
 * Storage}, since not every store has it: an object store has no end, and counts by listing.
 */
public interface StoreRoom {
  /**
   * Free space and size of one disk.
   *
   * @param disk number of the disk: users' folders may be on several
   * @param free bytes that can still be written
   * @param total its size in bytes; 0 if it has no bound that is known
   * @param freeFiles files and folders that can still be made
   * @param totalFiles how many it can have; 0 if it has no bound that is known
   */
  record Space(long disk, long free, long total, long freeFiles, long totalFiles) {}

  /** The room there is where that user's files go. Quick. */
  Space space(UserName user) throws StorageException;

  /**
   * Counts what a user's stored files and folders take, whoever put them there, and of the
   * unfinished uploads nobody is at work on. Looks at every file, which takes as long as it takes;
   * what changes meanwhile may or may not be counted.
   */
  Usage count(UserName user) throws StorageException;

  /** What of that which {@link #count} counts {@link Storage#begin} would go on with or drop. */
  Usage replaced(UploadKey key, long offset) throws StorageException;

  /** What the upload takes once it is stored: the file, and folders that have to be made for it. */
  Usage cost(UploadKey key) throws StorageException;
}
