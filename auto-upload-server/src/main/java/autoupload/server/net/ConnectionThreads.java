package autoupload.server.net;

import autoupload.server.limits.DaemonThreads;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;

/**
 * Executor with a thread per task: virtual threads where this JVM has good ones (JDK 24), else
 * platform threads with small stacks, kept for a while for the next task.
 */
public final class ConnectionThreads {
  private static final long STACK_BYTES = 256 << 10;

  /**
   * Before it (JEP 491) a virtual thread that waits while it holds a monitor keeps a core from all
   * the others, and our TLS waits for a client's handshake and for a slow reader in monitors.
   */
  private static final int GOOD_VIRTUAL_THREADS = 24;

  private ConnectionThreads() {}

  /**
   * An executor that never queues.
   *
   * <p>Its {@code execute} throws OutOfMemoryError when the system has no thread left.
   */
  public static Executor create(String name) {
    return Runtime.version().feature() >= GOOD_VIRTUAL_THREADS
        ? virtualThreads()
        : DaemonThreads.cached(name, STACK_BYTES);
  }

  /** {@code Thread::startVirtualThread}, which the class files of JDK 17 cannot name. */
  private static Executor virtualThreads() {
    Method start;
    try {
      start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("JDK 24 has virtual threads", e);
    }
    return task -> {
      try {
        start.invoke(null, task);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a virtual thread did not start", e);
      }
    };
  }
}
