package autoupload.erase;

import autoupload.descriptor.HeldFile;
import autoupload.descriptor.HeldFolder;
import autoupload.files.Folder;
import autoupload.operator.IoReason;
import autoupload.upload.ReservedNames;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Erasure of a file: every byte is overwritten once with random data, then the file is removed. A
 * file is first moved out of the way under a name with {@value ReservedNames#CHECK_PREFIX}, looked
 * at, and only then gets one with {@value ReservedNames#ERASE_PREFIX}. An interrupted erasure
 * leaves the file untouched under the first name, or for erasing under the second; {@link #finish}
 * puts the one back and erases the other, and needs nothing but the name for it.
 *
 * <p>Where the file system or the device writes new data to a new place (flash, copy on write,
 * journalled data, reflinks) the old bytes may survive; only full-disk encryption helps there. On a
 * file system that always does, or that has no room left, a file is removed as it is.
 */
public final class Eraser {
  private static final int MARK_BYTES = 16;
  private static final int BLOCK = 1 << 20;

  private final SecureRandom random = new SecureRandom();

  private final Predicate<Path> isWorthOverwriting;
  private final Consumer<IOException> onNoRoom;

  /** Overwrites every file. */
  public Eraser() {
    this(folder -> true, reason -> {});
  }

  /**
   * Draws its random data from the system's generator.
   *
   * @param isWorthOverwriting whether that reaches the bytes of a file in that folder: what writes
   *     to a new place needs room for it, and has none on a full disk. Elsewhere a file is only
   *     removed
   * @param onNoRoom told when a file had to be removed without being overwritten to its end
   */
  public Eraser(Predicate<Path> isWorthOverwriting, Consumer<IOException> onNoRoom) {
    this.isWorthOverwriting = isWorthOverwriting;
    this.onNoRoom = onNoRoom;
  }

  /**
   * Last check before a file is erased, once it has its new name and nobody finds it by the old
   * one.
   */
  @FunctionalInterface
  public interface LastLook {
    /**
     * Whether it is the very file that may be erased.
     *
     * @param renamed its new name, in a folder that is held
     * @param held the file itself, which is what is erased
     */
    boolean isRight(Path renamed, HeldFile held) throws IOException;
  }

  /**
   * Moves the file out of the way, looks at it once more, overwrites and removes it, and forces the
   * folder after its name says that it is being erased and after it is gone.
   *
   * <p>A file that is not erased, because the last look said no or failed, or because it has
   * another name (hard link), has its old name again. Where another file took that meanwhile, it is
   * beside it as {@link UploadName#withVariant}.
   *
   * @param file an absolute path without symbolic links
   * @return false if the last look said no
   * @throws IOException if a step failed
   */
  public boolean erase(Path file, LastLook lastLook) throws IOException {
    try (HeldFolder folder = HeldFolder.open(file.getParent())) {
      String name = file.getFileName().toString();
      return erase(folder, name, lastLook, isWorthOverwriting.test(file.getParent()));
    }
  }

  private boolean erase(HeldFolder folder, String name, LastLook lastLook, boolean overwrites)
      throws IOException {
    // What may not be overwritten is found out while it still has its name.
    Path file = folder.entry(name);
    file.getFileSystem().provider().checkAccess(file, AccessMode.WRITE);
    try (ParkedFile parked = ParkedFile.park(folder, name, randomHex(4))) {
      String marked = ReservedNames.ERASE_PREFIX + randomHex(MARK_BYTES);
      if (!isMarked(parked, marked, lastLook)) {
        return false;
      }
      if (overwrites) {
        Folder.force(folder.path());
        ErasePoint.MARK_FORCED.hit();
      }
      return eraseMarked(folder, marked, parked, overwrites);
    }
  }

  /** Whether it is the right file and its name says now that it is being erased. */
  private static boolean isMarked(ParkedFile parked, String marked, LastLook lastLook)
      throws IOException {
    boolean isMarked = false;
    ErasePoint.PARKED.hit();
    try {
      if (lastLook.isRight(parked.path(), parked.file()) && hasOneName(parked.file())) {
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
    }
    return isMarked;
  }

  private String randomHex(int bytes) {
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    return HexFormat.of().formatHex(drawn);
  }

  /**
   * Does what an earlier run left undone. A file with {@value ReservedNames#ERASE_PREFIX} is
   * overwritten and removed; one that has another name too is only unlinked. A file with {@value
   * ReservedNames#CHECK_PREFIX} gets its old name again, as after a last look that said no.
   *
   * @return whether a file has its old name again
   * @throws IOException if a step failed, or it is nothing an earlier run can have left
   */
  public boolean finish(Path leftover) throws IOException {
    String name = leftover.getFileName().toString();
    try (HeldFolder folder = HeldFolder.open(leftover.getParent())) {
      if (ParkedFile.isParked(name)) {
        return ParkedFile.putBack(folder, name);
      }
      if (!ReservedNames.ERASE_NAME.matcher(name).matches()) {
        throw new FileSystemException(name, null, "not a name this client gives");
      }
      try (HeldFile file = folder.hold(name)) {
        checkRegular(file);
        if (isAlone(folder, name, file) && isWorthOverwriting.test(leftover.getParent())) {
          Folder.force(folder.path()); // else a power cut may give it back the name it had before
          overwriteIfRoom(file);
        }
      }
      remove(folder, name);
      return false;
    }
  }

  private static void checkRegular(HeldFile file) throws IOException {
    if (!file.attributes().isRegularFile()) {
      throw new FileSystemException(null, null, "not a regular file");
    }
  }

  private static boolean hasOneName(HeldFile file) throws IOException {
    checkRegular(file);
    return file.links() == 1;
  }

  /**
   * Whether the file has that name and no other. In one look: of two, another client may give it
   * its old name back before the one, and take this one away before the other.
   */
  private static boolean isAlone(HeldFolder folder, String name, HeldFile file) throws IOException {
    Object key = file.attributes().fileKey();
    try {
      Map<String, Object> named =
          Files.readAttributes(folder.entry(name), "unix:fileKey,nlink", LinkOption.NOFOLLOW_LINKS);
      return named.get("nlink").equals(1) && Objects.equals(named.get("fileKey"), key);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Erases it unless it has another name by now; whether it is gone. */
  private boolean eraseMarked(
      HeldFolder folder, String marked, ParkedFile parked, boolean overwrites) throws IOException {
    if (isAlone(folder, marked, parked.file())) {
      if (overwrites) {
        overwriteIfRoom(parked.file());
      }
      remove(folder, marked);
      return true;
    }
    if (isGone(parked.file())) {
      return true; // another client took it for a leftover, and erased it
    }
    parked.putBack();
    return false;
  }

  private static boolean isGone(HeldFile file) throws IOException {
    try {
      return file.links() == 0;
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static void remove(HeldFolder folder, String marked) throws IOException {
    Files.deleteIfExists(folder.entry(marked)); // another client may have finished it
    ErasePoint.SOURCE_REMOVED.hit();
    Folder.force(folder.path());
    ErasePoint.REMOVAL_FORCED.hit();
  }

  /** It is lost to its owner already: it must go, or it would take its room for ever. */
  private void overwriteIfRoom(HeldFile file) throws IOException {
    try {
      overwrite(file);
    } catch (IOException e) {
      if (!IoReason.isNoRoom(e)) {
        throw e;
      }
      onNoRoom.accept(e);
    }
  }

  private void overwrite(HeldFile file) throws IOException {
    // Fast and unpredictable enough: the aim is to replace the bytes, not to keep a secret.
    SplittableRandom noise = new SplittableRandom(random.nextLong());
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    try (FileChannel channel = file.channel(StandardOpenOption.WRITE)) {
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
