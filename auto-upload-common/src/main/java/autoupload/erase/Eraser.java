package autoupload.erase;

import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
   * @return false if the last look said no; then the file has its old name again
   * @throws IOException if a step failed; the message says what is left
   */
  public boolean erase(Path file, LastLook lastLook) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    byte[] suffix = new byte[16];
    random.nextBytes(suffix);
    Path renamed = folder.resolve(PREFIX + HexFormat.of().formatHex(suffix));
    Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE);
    force(folder);
    if (!lastLook.isRight(renamed)) {
      putBack(renamed, file);
      return false;
    }
    finish(renamed);
    return true;
  }

  /** Overwrites and removes a file that has its new name already. */
  public void finish(Path renamed) throws IOException {
    overwrite(renamed);
    Files.delete(renamed);
    force(renamed.toAbsolutePath().getParent());
  }

  /** Never over a file that took the old name meanwhile. */
  private static void putBack(Path renamed, Path file) throws IOException {
    try {
      Files.createLink(file, renamed);
      Files.delete(renamed);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) { // no hard links there
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      Files.move(renamed, file, StandardCopyOption.ATOMIC_MOVE);
    }
    force(file.toAbsolutePath().getParent());
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
