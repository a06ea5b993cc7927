package autoupload.server.storage.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Has the kernel put things on the disk. A class of its own so that tests can make it fail. */
class Forcer {
  /** Content and attributes of an open file: fsync(2). */
  void file(FileChannel channel) throws IOException {
    channel.force(true);
  }

  /** The names in a folder: fsync(2) on the folder. */
  void folder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
