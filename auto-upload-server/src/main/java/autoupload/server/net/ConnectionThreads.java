package autoupload.server.net;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

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
        : platformThreads(name);
  }

  private static Executor platformThreads(String name) {
    AtomicLong number = new AtomicLong();
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        task -> {
          String threadName = name + "-" + number.incrementAndGet();
          Thread thread = new Thread(null, task, threadName, STACK_BYTES);
          thread.setDaemon(true);
          return thread;
        });
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
