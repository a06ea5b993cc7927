package autoupload.erase;

import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessMode;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Overwrites every byte of a file once with random data, then removes it. Interrupted at any step
 * it leaves either the file untouched or a file named {@value #PREFIX}…, which {@link #finish}
 * finishes.
 *
 * <p>Where the file system or the device writes new data to a new place (flash, copy on write,
 * journalled data, reflinks) the old bytes may survive; only full-disk encryption helps there.
 */
public final class Eraser {
  /** What the name of a file that is being erased starts with. */
  public static final String PREFIX = UploadName.RESERVED_PREFIX + "-erase-";

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
   * Renames the file out of the way, looks at it once more, overwrites and removes it, and forces
   * the folder after each change of it.
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
    Path folder = file.toAbsolutePath().getParent();
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    String suffix = HexFormat.of().formatHex(bytes);
    Path renamed = folder.resolve(PREFIX + suffix);
    Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE);
    boolean right = false;
    try {
      force(folder);
      right = lastLook.isRight(renamed) && hasOneName(renamed);
    } finally {
      if (!right) {
        putBack(renamed, file, suffix.substring(0, 8));
      }
    }
    if (right) {
      overwriteAndRemove(renamed);
    }
    return right;
  }

  /**
   * Overwrites and removes a file that an earlier run renamed. One that has another name too is
   * only unlinked: it may have been on its way back when that run ended.
   *
   * @throws IOException if a step failed, or it is no regular file
   */
  public void finish(Path renamed) throws IOException {
    if (hasOneName(renamed)) {
      overwriteAndRemove(renamed);
    } else {
      remove(renamed);
    }
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

  private void overwriteAndRemove(Path renamed) throws IOException {
    overwrite(renamed);
    remove(renamed);
  }

  private static void remove(Path renamed) throws IOException {
    Files.delete(renamed);
    force(renamed.toAbsolutePath().getParent());
  }

  /** Never over a file that took the old name, and never left to be erased by the next run. */
  private static void putBack(Path renamed, Path file, String variant) throws IOException {
    try {
      giveName(renamed, file);
    } catch (FileAlreadyExistsException e) {
      UploadName name = new UploadName(file.getFileName().toString()).withVariant(variant);
      giveName(renamed, file.resolveSibling(name.value()));
    }
    force(renamed.toAbsolutePath().getParent());
  }

  private static void giveName(Path renamed, Path name) throws IOException {
    try {
      Files.createLink(name, renamed);
      Files.delete(renamed);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) { // no hard links there
      if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(name.toString());
      }
      Files.move(renamed, name, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void overwrite(Path file) throws IOException {
    // Fast and unpredictable enough: the aim is to replace the bytes, not to keep a secret.
    SplittableRandom noise = new SplittableRandom(random.nextLong());
    byte[] block = new byte[BLOCK];
    try (FileChannel channel = FileChannel.open(file, OVERWRITE)) {
      long left = channel.size();
      while (left > 0) {
        noise.nextBytes(block);
        ByteBuffer bytes = ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length));
        while (bytes.hasRemaining()) {
          left -= channel.write(bytes);
        }
      }
      channel.force(true);
    }
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
