package autoupload.server.storage.room;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StoreRoom;
import java.util.Optional;

/**
 * How much of a disk uploads leave free: for the log, the password file, and whoever has to log in
 * there and make room.
 *
 * @param chosen by the operator; if empty, the smaller of 1 GiB and 5 % of the disk
 */
public record MinFree(Optional<ByteSize> chosen) {
  /** Unless told otherwise. */
  public static final MinFree DEFAULT = new MinFree(Optional.empty());

  private static final long GIB = 1L << 30;

  /** In bytes, on that disk. */
  long on(StoreRoom.Space space) {
    return chosen.map(ByteSize::bytes).orElse(Math.min(GIB, space.total() / 20));
  }
}
