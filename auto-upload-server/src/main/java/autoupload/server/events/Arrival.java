package autoupload.server.events;

import java.time.Duration;

/**
 * Transfer statistics of the last part of a file, for the log.
 *
 * @param bytes how many came since BEGIN, on this connection: of a resumed file not all
 * @param took from BEGIN until the file was durable
 */
public record Arrival(long bytes, Duration took) {
  /** Bytes per second. */
  public long rate() {
    double seconds = Math.max(1, took.toNanos()) / 1e9;
    return Math.round(bytes / seconds);
  }
}
