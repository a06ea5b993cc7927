package autoupload.server.net;

/**
 * Throughput of one connection, measured in windows of the time in which its client could have
 * sent: while this end does not read, or owes the client an answer, the window stands still.
 * Updated by one thread, read by any.
 */
final class Throughput {
  private static final double SECOND = 1e9;

  private final FloorRate floor;
  private boolean started;
  private long lastLook;
  private long windowStart;
  private long time;
  private volatile long bytes;

  /** Of the window before, in bytes per second; negative before there was one. */
  private volatile double before = -1;

  Throughput(FloorRate floor) {
    this.floor = floor;
  }

  /**
   * To be called about once a second.
   *
   * @param now of {@link System#nanoTime}
   * @param total how many bytes came since the connection began
   * @param waiting whether nothing but the client is waited for
   */
  void look(long now, long total, boolean waiting) {
    time += started && waiting ? now - lastLook : 0;
    started = true;
    lastLook = now;
    if (time >= floor.over().toNanos()) {
      before = (total - windowStart) * SECOND / time;
      windowStart = total;
      time = 0;
    }
    bytes = total - windowStart;
  }

  /** Bytes per second; what came in the window that is open counts as if no more would come. */
  double rate() {
    return Math.max(before, bytes * SECOND / floor.over().toNanos());
  }

  /** Whether it was measured and is too slow. */
  boolean isBelowFloor() {
    return before >= 0 && rate() < floor.bytesPerSecond();
  }
}
