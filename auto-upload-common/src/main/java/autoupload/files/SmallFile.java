package autoupload.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Atomic replacement of a small file, which is written as a whole or not at all; its removal. */
public final class SmallFile {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SmallFile() {}

  /**
   * Makes or replaces the file, readable by its owner only. Whoever reads it finds the old content
   * or the new one, also after a process was killed; a power cut may take the new one away.
   */
  public static void replace(Path file, String content) throws IOException {
    Path fresh = write(file, content);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** As {@link #replace}; the new content survives a power cut too once this returns. */
  public static void replaceDurably(Path file, String content) throws IOException {
    Path fresh = write(file, content);
    try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    Folder.force(file.toAbsolutePath().getParent());
  }

  /** Deletes a file that is of no use; one that cannot be deleted stays. */
  public static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Whoever needs its name, or reads it, is told then.
    }
  }

  private static Path write(Path file, String content) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(fresh, OWNER_ONLY);
    try {
      Files.writeString(fresh, content);
    } catch (IOException e) {
      Files.deleteIfExists(fresh); // of a full disk it would keep the last room
      throw e;
    }
    return fresh;
  }
}
