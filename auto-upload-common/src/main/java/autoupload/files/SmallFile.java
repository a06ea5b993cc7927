package autoupload.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Small text file that only its owner may read, written as a whole or not at all. */
public final class SmallFile {
  private static final Fsync NONE =
      new Fsync() {
        @Override
        public void force(FileChannel file) {}

        @Override
        public void forceFolder(Path folder) {}
      };

  private SmallFile() {}

  /** {@link Replace} without its forces: a power cut may take the new content away. */
  public static void replace(Path file, String content) throws IOException {
    replace(file, content, NONE);
  }

  /** {@link Replace}. */
  public static void replaceDurably(Path file, String content) throws IOException {
    replace(file, content, new Fsync());
  }

  private static void replace(Path file, String content, Fsync disk) throws IOException {
    Replace.of(file, disk, Optional.empty()).with(content.getBytes(StandardCharsets.UTF_8));
  }

  /** Deletes a file that is of no use; one that cannot be deleted stays. */
  public static void discard(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Whoever needs its name, or reads it, is told then.
    }
  }
}
