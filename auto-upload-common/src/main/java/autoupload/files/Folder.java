package autoupload.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Fsync of a folder (fsync(2)), which makes the names in it durable. */
public final class Folder {
  private Folder() {}

  /** Returns once the names that are in the folder now would survive a power cut (fsync(2)). */
  public static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
