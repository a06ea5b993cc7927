package autoupload.server.storage.quota;

import autoupload.cli.ByteSize;
import autoupload.server.storage.StoreRoom;
import java.util.Optional;

/**
 * Minimum free space of a disk, which uploads leave for the log, the password file, and an operator
 * who has to log in there and make room.
 *
 * @param chosen by the operator; if empty, the smaller of 1 GiB and 5 % of the disk. Unless it is
 *     0, the smaller of 10,000 and 5 % of the disk's inodes stay free too
 */
public record MinFree(Optional<ByteSize> chosen) {
  /** Unless told otherwise. */
  public static final MinFree DEFAULT = new MinFree(Optional.empty());

  private static final long GIB = 1L << 30;
  private static final long MOST_FILES = 10_000;

  /** How many files and folders may still be made on that disk, at least. */
  long filesOn(StoreRoom.Space space) {
    boolean nothing = chosen.filter(size -> size.bytes() == 0).isPresent();
    return nothing ? 0 : Math.min(MOST_FILES, space.totalFiles() / 20);
  }

  /** In bytes, on that disk. */
  long on(StoreRoom.Space space) {
    return chosen.map(ByteSize::bytes).orElse(Math.min(GIB, space.total() / 20));
  }
}
