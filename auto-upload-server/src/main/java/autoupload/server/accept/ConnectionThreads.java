package autoupload.server.accept;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread per task: virtual threads where this JVM has them (JDK 21), else platform threads with
 * small stacks, kept for a while for the next task.
 */
public final class ConnectionThreads {
  private static final long STACK_BYTES = 256 << 10;

  private ConnectionThreads() {}

  /**
   * An executor that never queues.
   *
   * <p>Its {@code execute} throws OutOfMemoryError when the system has no thread left.
   */
  public static Executor create(String name) {
    AtomicLong number = new AtomicLong();
    try {
      return virtualThreads();
    } catch (ReflectiveOperationException e) { // JDK 17 to 20
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
  }

  /** {@code Thread::startVirtualThread}, which the class files of JDK 17 cannot name. */
  private static Executor virtualThreads() throws ReflectiveOperationException {
    Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
    return task -> {
      try {
        start.invoke(null, task);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a virtual thread did not start", e);
      }
    };
  }
}
