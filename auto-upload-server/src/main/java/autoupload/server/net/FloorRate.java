package autoupload.server.net;

import java.time.Duration;

/**
 * Minimum rate of a connection, below which it gives its slot to another when slots run short.
 * While there are free ones nobody is held to it.
 *
 * @param bytesPerSecond of files, on the average
 * @param over how long that is measured, and how long a new connection is left in peace
 */
public record FloorRate(long bytesPerSecond, Duration over) {
  /** What web servers ask of a request's body is a quarter of it. */
  public static final FloorRate DEFAULT = new FloorRate(1024, Duration.ofSeconds(15));
}
