package autoupload.server.net;

import autoupload.wire.WireLimits;
import java.time.Duration;

/**
 * Limits of a connection before its login; past one of them it is closed.
 *
 * @param handshake how long it has, from accept, for the TLS handshake
 * @param login how long it has, from accept, for all of it up to ACCEPTED
 * @param bytes how many it may send, TLS included
 */
public record BeforeLogin(Duration handshake, Duration login, long bytes) {
  /** Unless told otherwise; a client needs some five kilobytes. */
  public static final BeforeLogin DEFAULT =
      new BeforeLogin(WireLimits.HANDSHAKE, WireLimits.LOGIN, 64 << 10);
}
