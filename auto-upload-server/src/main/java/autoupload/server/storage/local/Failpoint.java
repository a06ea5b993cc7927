package autoupload.server.storage.local;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The points at which a test may kill the process, with the system property {@code
 * autoupload.failpoint} set to a name, or to {@code NAME:n} for the n-th time it is passed. Without
 * the property the JIT leaves nothing of them.
 */
public enum Failpoint {
  PART_CREATED,
  PART_WRITTEN,
  CHUNK_ENDED,
  CHECKPOINT_FORCED,
  LOG_APPENDED,
  COMMIT_BEGUN,
  FILE_FORCED,
  PARENTS_READY,
  PUBLISHED,
  PART_UNLINKED,
  FOLDER_FORCED,
  EXISTING_FORCED;

  /** The exit status of a process that was killed here. */
  public static final int STATUS = 99;

  private static final String ARMED = System.getProperty("autoupload.failpoint", "");
  private static final boolean ANY = !ARMED.isEmpty();
  private static final AtomicInteger PASSES = new AtomicInteger();

  /** Ends the process at once, as a power cut would, if this point is armed. */
  void hit() {
    if (ANY) {
      int colon = ARMED.indexOf(':');
      String name = colon < 0 ? ARMED : ARMED.substring(0, colon);
      int nth = colon < 0 ? 1 : Integer.parseInt(ARMED.substring(colon + 1));
      if (name().equals(name) && PASSES.incrementAndGet() == nth) {
        Runtime.getRuntime().halt(STATUS);
      }
    }
  }
}
