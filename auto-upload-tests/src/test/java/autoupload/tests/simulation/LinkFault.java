package autoupload.tests.simulation;

import java.util.random.RandomGenerator;

/**
 * Fault of a connection.
 *
 * @param at the byte after which it happens, in the direction that it is about
 * @param drains whether what was delivered until then can still be read
 */
record LinkFault(Kind kind, long at, boolean drains) {
  enum Kind {
    NONE,
    /** Both ends notice when the client sends one more byte. */
    CUT_UP,
    /** Both ends notice when the server sends one more byte. */
    CUT_DOWN,
    /** What the client sends is lost, and both ends notice only when the client waits. */
    LOSE_UP,
    /** What the server sends is lost, and both ends notice only when it has sent it all. */
    LOSE_DOWN,
    /** The client notices, and the server does not. */
    HALF_OPEN
  }

  static final LinkFault NONE = new LinkFault(Kind.NONE, 0, true);

  private static final int SENT_UP = 9000;
  private static final int SENT_DOWN = 900;

  static LinkFault draw(RandomGenerator random) {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    boolean down = kind == Kind.CUT_DOWN || kind == Kind.LOSE_DOWN;
    int most = 1 + random.nextInt(down ? SENT_DOWN : SENT_UP); // the beginning more often
    return new LinkFault(kind, random.nextInt(most), random.nextBoolean());
  }
}
