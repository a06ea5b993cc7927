package autoupload.server.storage;

/**
 * Exclusive right to a job on a store, which one server at a time has. It may be lost while the job
 * is done, when this server cannot reach the store or is too slow to renew it: a long job asks
 * {@link #isHeld} before each step that must not be done twice. For use by one thread.
 */
public interface Lease extends AutoCloseable {
  /** Whether no other server can have it now. Quick. */
  boolean isHeld();

  /** Gives it back. */
  @Override
  void close();
}
