package autoupload.server.reload;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.server.log.Limit;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Value read from files, reloaded when they changed and were left alone since. While the files are
 * of no use the last good value stays, and the log has each reason once. Safe for use by many
 * threads.
 */
public final class Reloadable<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Reloadable.class);

  private final FileChanges changes;
  private final Supplier<T> reader;
  private final String complaint;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile T current;
  private String complainedOf = "";

  /**
   * Reads the files for the first time.
   *
   * @param first how; throws OperatorError if they are no use
   * @param reader how later
   * @param complaint what the log says if they are no use later, before the reason
   * @throws OperatorError if they are no use now; with {@link ExitCode#NOT_NOW} if one is not there
   */
  public Reloadable(FileChanges changes, Supplier<T> first, Supplier<T> reader, String complaint) {
    this.changes = changes;
    this.reader = reader;
    this.complaint = complaint;
    this.current = readFirst(first);
  }

  private static <T> T readFirst(Supplier<T> first) {
    try {
      return first.get();
    } catch (OperatorError e) {
      if (e.getCause() instanceof NoSuchFileException) { // it may come, with its disk
        throw new OperatorError(ExitCode.NOT_NOW, e.getMessage(), e);
      }
      throw e;
    }
  }

  /** What they said when they were last read and of use. */
  public T current() {
    return current;
  }

  /** Whether somebody is changing the files just now. */
  public boolean isChanging() {
    lock.lock();
    try {
      return complainedOf.isEmpty() && changes.pending();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Reads the files again if they changed and were left alone since.
   *
   * @param always reads them in any case
   * @return whether they were read, and of use
   */
  public boolean refresh(boolean always) {
    lock.lock();
    try {
      return (always || changes.settled()) && reload();
    } finally {
      lock.unlock();
    }
  }

  private boolean reload() {
    changes.reading();
    try {
      current = reader.get();
      complainedOf = "";
      return true;
    } catch (OperatorError | IllegalStateException e) { // the latter: no memory for it
      changes.failed();
      if (!complainedOf.equals(e.getMessage())) {
        complainedOf = e.getMessage();
        LOG.atError()
            .setMessage(complaint)
            .addMarker(Limit.NONE)
            .addKeyValue("cause", complainedOf)
            .log();
      }
      return false;
    }
  }
}
