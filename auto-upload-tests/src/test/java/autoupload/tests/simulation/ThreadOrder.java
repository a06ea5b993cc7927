package autoupload.tests.simulation;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Perturbation of the order in which threads run. At each step of a disk and each use of a link the
 * thread may give way or pause for a moment, as one seed has it. Which thread takes which number of
 * the sequence is still up to the machine, so a seed makes an order likely, not certain.
 */
final class ThreadOrder {
  private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;
  private static final long LONGEST_PAUSE_NANOS = 200_000;

  private final long seed;
  private final AtomicLong steps = new AtomicLong();

  /** The order of that seed; 0 leaves threads alone. */
  ThreadOrder(long seed) {
    this.seed = seed;
  }

  /** Of the next step; never called with a lock. */
  void step() {
    if (seed == 0) {
      return;
    }
    long luck = mixed(seed * GOLDEN_GAMMA + steps.incrementAndGet());
    switch ((int) (luck & 15)) {
      case 0, 1, 2 -> LockSupport.parkNanos(1); // gives way
      case 3 -> LockSupport.parkNanos((luck >>> 16) % LONGEST_PAUSE_NANOS);
      default -> {
        // goes on
      }
    }
  }

  /** SplitMix64's finalizer, by Vigna. */
  private static long mixed(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
