package autoupload.server.storage.quota;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.StoreRoom;
import autoupload.upload.RefusalCode;
import autoupload.upload.UserName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reservations of the free space of the store's disks. For each upload a step of what is still to
 * come is reserved ahead, and the next step while it comes. All reservations of one user are at
 * most half of what nobody else holds, so that there is always room for the next user. Safe for use
 * by many threads.
 */
final class FreeSpace {
  /** The most that is held for one upload, in bytes. */
  static final long STEP = 64L << 20;

  private static final int SLACK = 16;

  private final StoreRoom room;
  private final MinFree minFree;

  /** For each disk, by its number, what is held for whom; nothing is zero. */
  private final Map<Long, Map<UserName, Long>> held = new HashMap<>();

  /** For each disk the bytes that came to it in all. */
  private final Map<Long, Long> arrived = new HashMap<>();

  FreeSpace(StoreRoom room, MinFree minFree) {
    this.room = room;
    this.minFree = minFree;
  }

  /** Reservation for one upload. */
  final class Hold {
    private final UserName user;
    private final long disk;
    private long toCome;
    private long bytes;

    private Hold(UserName user, long disk, long toCome) {
      this.user = user;
      this.disk = disk;
      this.toCome = toCome;
    }

    /**
     * To be called before so many of the bytes come: holds the next step if they need it.
     *
     * @throws StorageException {@code NO_SPACE} if there is no room for them that nobody else holds
     */
    void need(long count) throws StorageException {
      if (isHeld(count)) {
        return;
      }
      Measurement now = measure(user);
      synchronized (FreeSpace.this) {
        long free = now.free() + now.slack() - heldOn(disk) + bytes;
        if (now.space.total() > 0 && free < count) {
          throw tooLittle(now.space);
        }
        hold(Math.max(step(free), count));
      }
    }

    private boolean isHeld(long count) {
      synchronized (FreeSpace.this) {
        return count <= bytes || toCome == 0;
      }
    }

    /** The next step, given what nobody else holds. */
    private long step(long free) {
      long others = heldFor(user, disk) - bytes; // of this user's other uploads
      return Math.min(STEP, (free + others) / 2 - others);
    }

    /** Holds so much instead of what was held, but no more than is to come. */
    private void hold(long wanted) {
      long next = Math.max(0, Math.min(wanted, toCome));
      long change = next - bytes;
      bytes = next;
      long all = heldFor(user, disk) + change;
      if (all > 0) {
        held.computeIfAbsent(disk, d -> new HashMap<>()).put(user, all);
      } else if (held.containsKey(disk)) {
        held.get(disk).remove(user);
      }
    }

    /** That many of the bytes came, and are on the disk. */
    void came(long count) {
      synchronized (FreeSpace.this) {
        arrived.merge(disk, count, Long::sum);
        toCome = Math.max(0, toCome - count);
        hold(bytes - Math.min(count, bytes));
      }
    }

    /** Nothing more comes; may be called again. */
    void release() {
      synchronized (FreeSpace.this) {
        toCome = 0;
        hold(0);
      }
    }

    /**
     * Refuses if others took so much of the disk that what is to be left free is gone; but not for
     * the little that files take beyond their length.
     */
    void check() throws StorageException {
      Measurement now = measure(user);
      if (now.space.total() > 0 && now.space.free() < now.floor() - now.slack()) {
        throw tooLittle(now.space);
      }
    }
  }

  private long heldOn(long disk) {
    return held.getOrDefault(disk, Map.of()).values().stream().mapToLong(Long::longValue).sum();
  }

  private long heldFor(UserName user, long disk) {
    return held.getOrDefault(disk, Map.of()).getOrDefault(user, 0L);
  }

  /**
   * Asks the file system what is free where that user's files go. That may hang with the disk, so
   * no lock is held.
   */
  Measurement measure(UserName user) throws StorageException {
    Map<Long, Long> before;
    synchronized (this) {
      before = Map.copyOf(arrived);
    }
    return new Measurement(user, room.space(user), before);
  }

  /** Free space as the file system reported it. */
  final class Measurement {
    private final UserName user;
    private final StoreRoom.Space space;
    private final Map<Long, Long> arrivedBefore;

    private Measurement(UserName user, StoreRoom.Space space, Map<Long, Long> arrivedBefore) {
      this.user = user;
      this.space = space;
      this.arrivedBefore = arrivedBefore;
    }

    private long floor() {
      return minFree.on(space);
    }

    private long slack() {
      return floor() / SLACK;
    }

    /**
     * Bytes above the floor, without those that came since and may not be in the report yet. The
     * lock must be held.
     */
    private long free() {
      long disk = space.disk();
      long since = arrived.getOrDefault(disk, 0L) - arrivedBefore.getOrDefault(disk, 0L);
      return space.free() - since - floor();
    }

    /**
     * Room for an upload, if all of it fits the disk as it is, and its next step what nobody holds.
     *
     * @param toCome in bytes
     * @param files how many it adds to those there are
     */
    Optional<Hold> hold(long toCome, long files) {
      if (space.total() == 0) {
        return Optional.of(new Hold(user, space.disk(), 0));
      }
      synchronized (FreeSpace.this) {
        Hold hold = new Hold(user, space.disk(), Math.max(0, toCome));
        long unheld = free() - heldOn(space.disk());
        if (free() < toCome || unheld < Math.min(toCome, STEP) || lacksFiles(files)) {
          return Optional.empty();
        }
        hold.hold(hold.step(unheld));
        return Optional.of(hold);
      }
    }

    private boolean lacksFiles(long more) {
      return space.totalFiles() > 0
          && more > 0
          && space.freeFiles() - minFree.filesOn(space) < more;
    }

    /** Why there is no hold. */
    StorageException refusal() {
      return lacksFiles(1)
          ? new StorageException(
              RefusalCode.NO_SPACE,
              "the server's disk has no room for more files: remove some there")
          : tooLittle(space);
    }
  }

  private StorageException tooLittle(StoreRoom.Space space) {
    long left = minFree.on(space);
    String floor = left == 0 ? "" : ", " + new ByteSize(left).inWords() + " of which stay free";
    return new StorageException(
        RefusalCode.NO_SPACE,
        "the server's disk has no room for this file" + floor + ": make room",
        holders(space.disk()).orElse(null));
  }

  /** Who holds what of a disk; for the server's log, since it is no user's business. */
  private synchronized Optional<HeldRoom> holders(long disk) {
    return held.getOrDefault(disk, Map.of()).entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(most -> new HeldRoom(heldOn(disk), most.getKey(), most.getValue()));
  }

  /** Cause of a refusal in the log, without the name of the class. */
  @SuppressWarnings("OverrideThrowableToString")
  private static final class HeldRoom extends Exception {
    private static final long serialVersionUID = 1L;

    HeldRoom(long all, UserName most, long its) {
      super(
          new ByteSize(all).inWords()
              + " are held for uploads under way, most for "
              + most
              + ": "
              + new ByteSize(its).inWords());
    }

    @Override
    public String toString() {
      return getMessage();
    }
  }
}
