package autoupload.server.storage.local;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;

/**
 * Inode counts of a file system by statvfs(3), which Java does not tell.
 *
 * @param free for ordinary users
 * @param total 0 if it makes them as they are needed, or it cannot be known here
 */
record Inodes(long free, long total) {
  private static final Inodes UNKNOWN = new Inodes(0, 0);

  /** Of {@code struct statvfs} with 64-bit counts, and more than it is on any platform. */
  private static final int STRUCT_BYTES = 256;

  /**
   * Two longs, then three counts of blocks, then all inodes, the free ones, and those for users.
   */
  private static final int FILES = 2 * Native.LONG_SIZE + 3 * Long.BYTES;

  private static final int FREE_FOR_USERS = FILES + 2 * Long.BYTES;

  /** The inodes of the file system an existing folder is on. */
  static Inodes of(Path folder) {
    if (folder.getFileSystem() != FileSystems.getDefault()) {
      return UNKNOWN;
    }
    try (Memory facts = new Memory(STRUCT_BYTES)) {
      byte[] path = folder.toString().getBytes(StandardCharsets.UTF_8);
      Memory name = new Memory(path.length + 1L);
      try (name) {
        name.write(0, path, 0, path.length);
        name.setByte(path.length, (byte) 0);
        Object[] arguments = {name, facts};
        if (Function.getFunction("c", "statvfs64").invokeInt(arguments) != 0) {
          return UNKNOWN;
        }
      }
      return new Inodes(facts.getLong(FREE_FOR_USERS), facts.getLong(FILES));
    } catch (LinkageError e) {
      return UNKNOWN;
    }
  }
}
