package autoupload.server.storage.room;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.StoreRoom;
import autoupload.upload.UserName;
import autoupload.wire.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The free space of the store's disks. What is still to come of the uploads under way is held for
 * them, so that no two begin for the same room. Safe for use by many threads.
 */
final class FreeSpace {
  private static final int SLACK = 16;

  private final StoreRoom room;
  private final MinFree minFree;
  private final ReentrantLock lock = new ReentrantLock();

  /** For each disk, by its number, what is still to come. */
  private final Map<Long, Long> held = new HashMap<>();

  FreeSpace(StoreRoom room, MinFree minFree) {
    this.room = room;
    this.minFree = minFree;
  }

  /** Space that is held for one upload. */
  final class Hold {
    private final UserName user;
    private final long disk;
    private long bytes;

    private Hold(UserName user, long disk, long bytes) {
      this.user = user;
      this.disk = disk;
      this.bytes = bytes;
    }

    /** That many of the bytes came, and are on the disk. */
    void came(long count) {
      lock.lock();
      try {
        long less = Math.min(count, bytes);
        bytes -= less;
        held.merge(disk, -less, FreeSpace::sumOrNothing);
      } finally {
        lock.unlock();
      }
    }

    /** Nothing more comes; may be called again. */
    void release() {
      came(Long.MAX_VALUE);
    }

    /**
     * Refuses if others took so much of the disk that what is to be left free is gone; but not for
     * the little that files take beyond their length.
     */
    void check() throws StorageException {
      StoreRoom.Space space = room.space(user);
      long floor = minFree.on(space);
      if (space.total() > 0 && space.free() < floor - floor / SLACK) {
        throw tooLittle(space);
      }
    }
  }

  private static Long sumOrNothing(long a, long b) {
    return a + b == 0 ? null : Long.valueOf(a + b);
  }

  /** Holds so much for an upload of that user, if there is so much. */
  Optional<Hold> hold(UserName user, long bytes) throws StorageException {
    lock.lock();
    try {
      StoreRoom.Space space = room.space(user);
      long spoken = minFree.on(space) + held.getOrDefault(space.disk(), 0L);
      if (space.total() > 0 && space.free() - spoken < bytes) {
        return Optional.empty();
      }
      long counted = space.total() > 0 ? Math.max(0, bytes) : 0;
      held.merge(space.disk(), counted, FreeSpace::sumOrNothing);
      return Optional.of(new Hold(user, space.disk(), counted));
    } finally {
      lock.unlock();
    }
  }

  /** Why there is no hold. */
  StorageException refusal(UserName user) throws StorageException {
    return tooLittle(room.space(user));
  }

  private StorageException tooLittle(StoreRoom.Space space) {
    long left = minFree.on(space);
    String floor = left == 0 ? "" : ", " + new ByteSize(left).inWords() + " of which stay free";
    return new StorageException(
        ErrorCode.NO_SPACE, "the server's disk has no room for this file" + floor + ": make room");
  }
}
