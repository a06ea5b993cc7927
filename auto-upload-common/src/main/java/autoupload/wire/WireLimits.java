package autoupload.wire;

import java.time.Duration;

/** Limits of the protocol that both ends know in advance. Lengths are in bytes. */
public final class WireLimits {
  /** The name both ends agree on in the TLS handshake (RFC 7301). */
  public static final String ALPN = "auto-upload/1";

  /** The protocol version this code speaks. */
  public static final int VERSION = 1;

  /** The longest frame, its length field not counted, before ACCEPTED. */
  public static final int FRAME_BEFORE_LOGIN = 4 << 10;

  /** The longest frame other than DATA after ACCEPTED. */
  public static final int FRAME_CONTROL = 64 << 10;

  /** The longest DATA frame. */
  public static final int FRAME_DATA = 1 << 20;

  /** What a DATA frame holds before its bytes: type and id. */
  public static final int DATA_OVERHEAD = 5;

  /** The longest text a person reads, in UTF-8. */
  public static final int TEXT = 1024;

  /** The longest password or user name, in UTF-8. */
  public static final int CREDENTIAL = 1024;

  /** Length of a login ticket. */
  public static final int TICKET = 32;

  /** How many offers may be without their RECEIPT or REFUSED at a time. */
  public static final int OFFERS_AHEAD = 512;

  /** How long a peer may make no progress. */
  public static final Duration NO_PROGRESS = Duration.ofSeconds(60);

  /** How often a peer that waits asks for a sign of life. */
  public static final Duration PING_INTERVAL = Duration.ofSeconds(15);

  /** The longest a TLS handshake takes. */
  public static final Duration HANDSHAKE = Duration.ofSeconds(10);

  /** The longest everything up to ACCEPTED takes, the handshake included. */
  public static final Duration LOGIN = Duration.ofSeconds(20);

  /** How long an upload's older connection must be silent before a newer one takes it over. */
  public static final Duration TAKEOVER_SILENCE = Duration.ofSeconds(2);

  /** How long a connection is drained after its ERROR, so that the peer gets to read it. */
  public static final Duration ERROR_DRAIN = Duration.ofSeconds(2);

  private WireLimits() {}
}
