package autoupload.server.storage.local;

import com.sun.jna.Function;
import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * Modification time of a file, set as exactly as its file system can keep it, and else to the
 * nearest it has. Java knows nanoseconds of 64 bits only, which end in 2262, and takes the epoch
 * for whatever is a fraction of a second before it; utimensat(2) does not.
 */
final class ModifiedTime {
  private static final Instant END_OF_JAVA = Instant.ofEpochSecond(0, Long.MAX_VALUE);
  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final long UTIME_OMIT = 0x3ffffffe;

  private ModifiedTime() {}

  /** Sets it; a symlink's own. */
  static void set(Path file, Instant time) throws IOException {
    boolean javaCan = !time.isBefore(Instant.EPOCH) && time.isBefore(END_OF_JAVA);
    if (javaCan || !isNative(file) || !utimensat(file, time)) {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setTimes(FileTime.from(time), null, null);
    }
  }

  private static boolean isNative(Path file) {
    return file.getFileSystem().equals(FileSystems.getDefault()) && NativeLong.SIZE == Long.BYTES;
  }

  /** Whether it worked; where it does not, there is still Java's way. */
  private static boolean utimensat(Path file, Instant time) {
    byte[] path = (file.toAbsolutePath() + "\0").getBytes(StandardCharsets.UTF_8);
    try (Memory times = new Memory(4L * Long.BYTES)) { // struct timespec: of access, of change
      times.setLong(0, 0);
      times.setLong(Long.BYTES, UTIME_OMIT);
      times.setLong(2L * Long.BYTES, time.getEpochSecond());
      times.setLong(3L * Long.BYTES, time.getNano());
      Object[] arguments = {AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW};
      return Function.getFunction("c", "utimensat").invokeInt(arguments) == 0;
    } catch (LinkageError | LastErrorException e) {
      return false;
    }
  }
}
