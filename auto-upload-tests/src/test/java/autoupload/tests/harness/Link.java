package autoupload.tests.harness;

import java.time.Duration;

/**
 * Faults of one connection through a {@link FaultProxy}.
 *
 * @param way the direction whose bytes are counted
 * @param limit after how many of them {@code ending} happens
 * @param ending what happens then
 * @param slice the most bytes delivered at once, in both directions
 * @param delay a pause before each delivery, in both directions
 * @param source the address the server sees the client at
 */
public record Link(Way way, long limit, Ending ending, int slice, Duration delay, String source) {
  /** A network without faults. */
  public static final Link CLEAN =
      new Link(Way.TO_SERVER, Long.MAX_VALUE, Ending.CLOSE, 1 << 16, Duration.ZERO, "127.0.0.1");

  /** How long {@link Ending#PAUSE} lasts: an upload that is silent for 2 s may be taken over. */
  static final Duration PAUSE = Duration.ofSeconds(3);

  /** Direction of a connection. */
  public enum Way {
    TO_SERVER,
    TO_CLIENT
  }

  /** Kind of fault at the end of a connection. */
  public enum Ending {
    /** Both ends see an orderly end of stream. */
    CLOSE,
    /** Both ends see a reset. */
    RESET,
    /** Nothing more goes that way; what goes the other way, also its end, still arrives. */
    STALL,
    /** Nothing more reaches anybody, not even that the other one is gone: a dead radio link. */
    VANISH,
    /** The client sees a reset, and the server nothing at all: a router that was restarted. */
    HALF_OPEN,
    /** Nothing goes that way for a while, and then everything as before. */
    PAUSE,
    /**
     * The same, until {@link FaultProxy#goOn}. Both ends give a connection up on which nothing went
     * for a minute.
     */
    HOLD
  }

  /** Goes wrong after that many bytes from client to server. */
  public Link after(long bytes, Ending how) {
    return after(Way.TO_SERVER, bytes, how);
  }

  /** Goes wrong after that many bytes that way. */
  public Link after(Way counted, long bytes, Ending how) {
    return new Link(counted, bytes, how, slice, delay, source);
  }

  /** Delivers at most that many bytes at once. */
  public Link inSlicesOf(int bytes) {
    return new Link(way, limit, ending, bytes, delay, source);
  }

  /** Pauses before each delivery. */
  public Link delayedBy(Duration pause) {
    return new Link(way, limit, ending, slice, pause, source);
  }

  /** The server sees the client at another address of the loopback network. */
  public Link from(String address) {
    return new Link(way, limit, ending, slice, delay, address);
  }
}
