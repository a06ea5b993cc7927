package autoupload.server.limits;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Thread pools whose threads start when there is work, and end when there is none for a while.
 * Their {@code execute} throws OutOfMemoryError when the system has no thread left.
 */
public final class DaemonThreads {
  private DaemonThreads() {}

  /** A pool of so many threads at most; more tasks wait. */
  public static Executor pool(String name, int threads) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name, 0));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * A thread per task, for tasks whose number somebody else bounds. One that is idle is taken
   * before another is started, which the system may not have.
   *
   * @param stackBytes size of a thread's stack; 0 for the JVM's default
   */
  public static Executor cached(String name, long stackBytes) {
    return new ThreadPoolExecutor(
        0,
        Integer.MAX_VALUE,
        10,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        named(name, stackBytes));
  }

  private static ThreadFactory named(String name, long stackBytes) {
    AtomicLong number = new AtomicLong();
    return task -> {
      String threadName = name + "-" + number.incrementAndGet();
      Thread thread = new Thread(null, task, threadName, stackBytes);
      thread.setDaemon(true);
      return thread;
    };
  }
}
