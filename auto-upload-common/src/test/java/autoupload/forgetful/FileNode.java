package autoupload.forgetful;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * File with two states: the content that programs see, and the content that is durable; between the
 * two are changes, of which the disk may have any when the power goes, in whole or in part.
 */
final class FileNode extends Node {
  /** Change that was not forced. */
  private static final class Change {
    private final int at;

    /** Empty if the file was cut. */
    private final byte[] bytes;

    /** Whether a force of it failed. */
    private boolean doomed;

    Change(int at, byte[] bytes) {
      this.at = at;
      this.bytes = bytes;
    }

    void applyTo(Content content) {
      if (bytes.length == 0) {
        content.truncate(at);
      } else {
        content.write(bytes, bytes.length, at);
      }
    }
  }

  private Content seen = new Content();
  private Content durable = new Content();
  private List<Change> unforced = new ArrayList<>();

  FileNode(long number, Instant now) {
    super(number, now);
  }

  Content seen() {
    return seen;
  }

  void write(byte[] bytes, long at) {
    apply(new Change(Math.toIntExact(at), bytes));
  }

  void truncate(long size) {
    if (size < seen.size()) {
      apply(new Change(Math.toIntExact(size), new byte[0]));
    }
  }

  private void apply(Change change) {
    change.applyTo(seen);
    unforced.add(change);
  }

  @Override
  void force() {
    unforced.stream().filter(change -> !change.doomed).forEach(change -> change.applyTo(durable));
    unforced.removeIf(change -> !change.doomed);
  }

  @Override
  void failForce() {
    unforced.forEach(change -> change.doomed = true);
  }

  @Override
  void lose(RandomGenerator random) {
    int kept = random.nextInt(4); // nothing, everything, up to some point, or anything
    int end = random.nextInt(unforced.size() + 1);
    for (int i = 0; i < unforced.size(); i++) {
      boolean keep =
          switch (kept) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> i < end;
            default -> random.nextBoolean();
          };
      if (keep) {
        unforced.get(i).applyTo(durable);
      } else if (kept == 2 && i == end) {
        tear(unforced.get(i), random);
      }
    }
    unforced = new ArrayList<>();
    seen = durable.copy();
  }

  /** A part of it arrived, and in place of the rest, perhaps, what lay on the disk before. */
  private void tear(Change change, RandomGenerator random) {
    if (change.bytes.length > 0) {
      int arrived = random.nextInt(change.bytes.length);
      byte[] torn = change.bytes.clone();
      if (random.nextBoolean()) {
        torn = Arrays.copyOf(torn, arrived);
      } else {
        byte[] garbage = new byte[torn.length - arrived];
        random.nextBytes(garbage);
        System.arraycopy(garbage, 0, torn, arrived, garbage.length);
      }
      durable.write(torn, torn.length, change.at);
    }
  }
}
