package autoupload.forgetful;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** Inode: a file or folder, whatever its names. Guarded by its disk's lock. */
abstract class Node {
  private final long number;
  private Instant modified;
  private Instant changed;
  private int links;

  Node(long number, Instant now) {
    this.number = number;
    this.modified = now;
    this.changed = now;
  }

  final long number() {
    return number;
  }

  final Instant modified() {
    return modified;
  }

  /** What stat(2) calls ctime. */
  final Instant changed() {
    return changed;
  }

  final void touch(Instant now) {
    modified = now;
    changed = now;
  }

  final void setModified(Instant time, Instant now) {
    modified = time;
    changed = now;
  }

  /** How many names it has. */
  final int links() {
    return links;
  }

  /** It got that many more names. */
  final void link(int more, Instant now) {
    links += more;
    changed = now;
  }

  /** Makes what it is now durable, but for what an earlier force lost. */
  abstract void force();

  /** A force failed: what was to be forced may be on the disk or not, and no later force helps. */
  abstract void failForce();

  /** The power goes: it becomes what is on the disk. */
  abstract void lose(RandomGenerator random);

  /** Every node lost what it loses: names are counted anew. */
  void settle() {
    links = 0;
  }

  final void countName() {
    links++;
  }
}
