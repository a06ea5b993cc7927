package autoupload.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder and the names in it. */
public final class Folder {
  private Folder() {}

  /** Returns once the names that are in the folder now would survive a power cut (fsync(2)). */
  public static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
