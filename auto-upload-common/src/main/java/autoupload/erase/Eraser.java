package autoupload.erase;

import autoupload.durable.Folder;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * Overwrites every byte of a file once with random data, then removes it. A file is first moved out
 * of the way under a name with {@value #CHECK_PREFIX}, looked at, and only then gets one with
 * {@value #PREFIX}. Interrupted at any step it is left untouched under the first, or for erasing
 * under the second; {@link #finish} puts the one back and erases the other, and needs nothing but
 * the name for it.
 *
 * <p>Where the file system or the device writes new data to a new place (flash, copy on write,
 * journalled data, reflinks) the old bytes may survive; only full-disk encryption helps there.
 */
public final class Eraser {
  /** What the name of a file that is being erased starts with. */
  public static final String PREFIX = UploadName.RESERVED_PREFIX + "-erase-";

  /** What the name of a file starts with that may not be the right one. */
  public static final String CHECK_PREFIX = UploadName.RESERVED_PREFIX + "-check-";

  private static final int MARK_BYTES = 16;

  /**
   * A regular expression for exactly the names with {@value #PREFIX} that {@link #erase} gives;
   * what has another one is somebody's own. A constant, so that who looks for such names need not
   * depend on what erases.
   */
  public static final String MARKED_NAME = "\\Q" + PREFIX + "\\E[0-9a-f]{" + 2 * MARK_BYTES + "}";

  /**
   * The same for {@value #CHECK_PREFIX}; its groups are the id and the old name, if it has that.
   */
  public static final String PARKED_NAME = "\\Q" + CHECK_PREFIX + "\\E([0-9a-f]{8})(?:-(.+))?";

  private static final Pattern MARKED = Pattern.compile(MARKED_NAME);
  private static final int BLOCK = 1 << 20;
  private static final Set<OpenOption> OVERWRITE =
      Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

  private final SecureRandom random = new SecureRandom();

  /** Draws its random data from the system's generator. */
  public Eraser() {}

  /** Decides, once the file has its new name and nobody finds it by the old one. */
  @FunctionalInterface
  public interface LastLook {
    /** Whether {@code renamed} is the very file that may be erased. */
    boolean isRight(Path renamed) throws IOException;
  }

  /**
   * Moves the file out of the way, looks at it once more, overwrites and removes it, and forces the
   * folder after its name says that it is being erased and after it is gone.
   *
   * <p>A file that is not erased, because the last look said no or failed, or because it has
   * another name (hard link), has its old name again. Where another file took that meanwhile, it is
   * beside it as {@link UploadName#withVariant}.
   *
   * @return false if the last look said no
   * @throws IOException if a step failed
   */
  public boolean erase(Path file, LastLook lastLook) throws IOException {
    // What may not be overwritten is found out while it still has its name.
    file.getFileSystem().provider().checkAccess(file, AccessMode.WRITE);
    Parked parked = Parked.park(file.toAbsolutePath(), randomHex(4));
    ErasePoint.PARKED.hit();
    Path marked = file.toAbsolutePath().resolveSibling(PREFIX + randomHex(MARK_BYTES));
    boolean isMarked = false;
    try {
      if (lastLook.isRight(parked.path()) && hasOneName(parked.path())) {
        ErasePoint.LAST_LOOKED.hit();
        parked.moveOn(marked);
        isMarked = true;
      }
    } finally {
      if (!isMarked) {
        parked.putBack();
      }
    }
    if (isMarked) {
      ErasePoint.MARKED.hit();
      parked.removeFolder();
      Folder.force(marked.getParent());
      ErasePoint.MARK_FORCED.hit();
      overwriteAndRemove(marked);
    }
    return isMarked;
  }

  private String randomHex(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  /**
   * Does what an earlier run left undone. A file with {@value #PREFIX} is overwritten and removed;
   * one that has another name too is only unlinked. A file with {@value #CHECK_PREFIX} gets its old
   * name again, as after a last look that said no.
   *
   * @return whether a file has its old name again
   * @throws IOException if a step failed, or it is nothing an earlier run can have left
   */
  public boolean finish(Path leftover) throws IOException {
    String name = leftover.getFileName().toString();
    if (Parked.isParked(name)) {
      return Parked.putBack(leftover.toAbsolutePath());
    }
    if (!MARKED.matcher(name).matches()) {
      throw new FileSystemException(leftover.toString(), null, "not a name this client gives");
    }
    if (hasOneName(leftover)) {
      overwriteAndRemove(leftover);
    } else {
      remove(leftover);
    }
    return false;
  }

  /** Opening a pipe would wait for its other end, so what is no file must not get that far. */
  private static boolean hasOneName(Path file) throws IOException {
    Map<String, Object> found =
        Files.readAttributes(file, "unix:isRegularFile,nlink", LinkOption.NOFOLLOW_LINKS);
    if (!found.get("isRegularFile").equals(true)) {
      throw new FileSystemException(file.toString(), null, "not a regular file");
    }
    return found.get("nlink").equals(1);
  }

  private void overwriteAndRemove(Path marked) throws IOException {
    overwrite(marked);
    remove(marked);
  }

  private static void remove(Path marked) throws IOException {
    Files.delete(marked);
    ErasePoint.SOURCE_REMOVED.hit();
    Folder.force(marked.toAbsolutePath().getParent());
    ErasePoint.REMOVAL_FORCED.hit();
  }

  private void overwrite(Path file) throws IOException {
    // Fast and unpredictable enough: the aim is to replace the bytes, not to keep a secret.
    SplittableRandom noise = new SplittableRandom(random.nextLong());
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try (FileChannel channel = FileChannel.open(file, OVERWRITE)) {
      long left = channel.size();
      while (left > 0) {
        block.clear();
        while (block.hasRemaining()) {
          block.putLong(noise.nextLong());
        }
        block.flip().limit((int) Math.min(left, BLOCK));
        while (block.hasRemaining()) {
          left -= channel.write(block);
        }
        ErasePoint.BLOCK_OVERWRITTEN.hit();
      }
      ErasePoint.OVERWRITTEN.hit();
      channel.force(true);
      ErasePoint.OVERWRITING_FORCED.hit();
    }
  }
}
