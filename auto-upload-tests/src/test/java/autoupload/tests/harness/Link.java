package autoupload.tests.harness;

import java.time.Duration;

/**
 * How the network treats one connection through a {@link FaultProxy}.
 *
 * @param limit after how many bytes from client to server {@code ending} happens
 * @param ending what happens then
 * @param slice the most bytes delivered at once, in both directions
 * @param delay a pause before each delivery, in both directions
 */
public record Link(long limit, Ending ending, int slice, Duration delay) {
  /** A network without faults. */
  public static final Link CLEAN = new Link(Long.MAX_VALUE, Ending.CLOSE, 1 << 16, Duration.ZERO);

  /** How a connection goes wrong. */
  public enum Ending {
    /** Both ends see an orderly end of stream. */
    CLOSE,
    /** Both ends see a reset. */
    RESET,
    /** Nothing more reaches the server; what it sends, also its end, still reaches the client. */
    STALL,
    /** Nothing more reaches anybody, not even that the other one is gone: a dead radio link. */
    VANISH
  }

  /** Goes wrong after that many bytes from client to server. */
  public Link after(long bytes, Ending how) {
    return new Link(bytes, how, slice, delay);
  }

  /** Delivers at most that many bytes at once. */
  public Link inSlicesOf(int bytes) {
    return new Link(limit, ending, bytes, delay);
  }

  /** Pauses before each delivery. */
  public Link delayedBy(Duration pause) {
    return new Link(limit, ending, slice, pause);
  }
}
