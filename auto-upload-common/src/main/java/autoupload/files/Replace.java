package autoupload.files;

import autoupload.failpoint.Halting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Optional;
import java.util.Set;

/**
 * Durable replacement of a file, or its creation: written aside, forced, renamed, and the folder
 * forced. Whoever reads the file finds the old content or the new one, after a power cut too. A
 * file that a crash left aside is removed by the next replacement.
 *
 * @param target the file
 * @param aside the name in the same folder that the new file is written under
 * @param mode of the new file
 * @param disk what forces the file and the folder
 * @param points failpoints after each of the four steps
 */
public record Replace(
    Path target, Path aside, FileAttribute<?> mode, Fsync disk, Optional<Points> points) {

  /** Content of the new file. */
  public interface ContentWriter {
    /** Writes all of it into an empty file. */
    void writeTo(FileChannel file) throws IOException;
  }

  /** Failpoints after each of the four steps. */
  public record Points(Halting written, Halting forced, Halting renamed, Halting folderForced) {}

  /** For a file that only its owner may read, written aside as {@code target.new}. */
  public static Replace of(Path target, Fsync disk, Optional<Points> points) {
    Path aside = target.resolveSibling(target.getFileName() + ".new");
    return new Replace(target, aside, FileMode.OWNER_ONLY, disk, points);
  }

  /**
   * Replaces the file. If that fails it is as it was, unless only its folder could not be forced.
   */
  public void with(ContentWriter content) throws IOException {
    rename(content).close();
    forceFolder();
  }

  /** As {@link #with(Content)}. */
  public void with(byte[] content) throws IOException {
    with(file -> writeAll(file, ByteBuffer.wrap(content)));
  }

  /** All but the last step; gives the new file, open. */
  FileChannel rename(ContentWriter content) throws IOException {
    Files.deleteIfExists(aside);
    FileChannel file =
        FileChannel.open(
            aside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode);
    try {
      content.writeTo(file);
      points.map(Points::written).ifPresent(Halting::hit);
      disk.force(file);
      points.map(Points::forced).ifPresent(Halting::hit);
      Files.move(aside, target, StandardCopyOption.ATOMIC_MOVE);
      points.map(Points::renamed).ifPresent(Halting::hit);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      SmallFile.discard(aside); // on a full disk it would keep the last room
      throw e;
    }
  }

  void forceFolder() throws IOException {
    disk.forceFolder(target.toAbsolutePath().getParent());
    points.map(Points::folderForced).ifPresent(Halting::hit);
  }

  /** Writes all of the bytes where the file stands. */
  public static void writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }
}
