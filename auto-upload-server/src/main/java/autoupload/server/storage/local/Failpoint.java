package autoupload.server.storage.local;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The points of an upload's life at which a test may end the process as if the power went: {@code
 * -Dautoupload.failpoint=NAME}, or {@code NAME:N} for the N-th time it is reached. Without that
 * property a point costs nothing.
 */
public enum Failpoint {
  /** A folder was made and not yet forced into its parent. */
  FOLDER_MADE,
  /** The remains of an older upload were removed. */
  OLDER_DROPPED,
  /** The temporary file exists and is empty. */
  PART_CREATED,
  /** Another device's partial has a log under this device's name, its data not yet. */
  ADOPTION_LOGGED,
  /** Another device's partial has this device's name. */
  ADOPTED,
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
  PARTIAL_GONE;

  /** What {@code kill -9} cannot be told from, except by this exit status. */
  public static final int EXIT_STATUS = 99;

  private static final String ARMED = System.getProperty("autoupload.failpoint", "");
  private static final String ARMED_NAME = ARMED.replaceFirst(":.*", "");
  private static final AtomicInteger HITS_LEFT =
      new AtomicInteger(ARMED.contains(":") ? Integer.parseInt(ARMED.replaceFirst(".*:", "")) : 1);

  void hit() {
    if (!ARMED_NAME.isEmpty() && ARMED_NAME.equals(name()) && HITS_LEFT.decrementAndGet() == 0) {
      Runtime.getRuntime().halt(EXIT_STATUS);
    }
  }
}
