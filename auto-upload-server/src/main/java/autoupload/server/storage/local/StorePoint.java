package autoupload.server.storage.local;

import autoupload.failpoint.Halting;

/** Crash points of an upload, at which a test may end the server as if the power went. */
public enum StorePoint implements Halting {
  /** A folder was made and not yet forced into its parent. */
  FOLDER_MADE,
  /** The remains of an older upload were removed. */
  OLDER_DROPPED,
  /** The temporary file exists and is empty. */
  PART_CREATED,
  /** What another device has of data that this device goes on with was cut to whole chunks. */
  ADOPTION_CUT,
  /** The data of another device's partial has a log of this device too. */
  ADOPTION_LOGGED,
  /** The temporary file was cut to its durable length, to go on there. */
  PART_CUT,
  /** Bytes were handed to the kernel. */
  PART_WRITTEN,
  /** A chunk was found to be right, in memory only. */
  CHUNK_ENDED,
  /** A checkpoint forced the data and did not record it. */
  DATA_FORCED,
  /** A checkpoint is in the log, which was not forced. */
  LOG_APPENDED,
  /** A checkpoint is in the log and forced. */
  LOG_FORCED,
  /** The stored file's times are set. */
  TIMES_SET,
  /** The complete temporary file was forced. */
  FILE_FORCED,
  /** The file has its final name, and the folder was not forced. */
  PUBLISHED,
  /** The folder was forced: from here on the file is durable. */
  FOLDER_FORCED,
  /** The temporary name is gone. */
  PART_UNLINKED,
  /** Nothing is left of the upload but, after a commit, the stored file; its receipt comes next. */
  PARTIAL_GONE
}
