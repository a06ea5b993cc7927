package autoupload.server.storage.local;

import autoupload.server.storage.UploadKey;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Makes another client's partial this client's, after that client proved that it has the same
 * beginning: a device that lost its state folder goes on where it was.
 */
final class PartialAdoption {
  private PartialAdoption() {}

  /**
   * Moves the bytes and writes a log of their own for them. A crash in between costs the partial,
   * never a file.
   *
   * @param stem whose it was
   * @param log up to the end of its last complete chunk
   * @return the new log
   */
  static PartialLog adopt(PartialFiles files, String stem, UploadKey key, PartialLog log)
      throws IOException {
    files.deleteAll();
    Path folder = files.user().partials();
    Files.delete(folder.resolve(stem + PartialFiles.LOG));
    Files.move(
        folder.resolve(stem + PartialFiles.PART), files.part(), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel channel =
        FileChannel.open(files.log(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(PartialLog.header(key));
      for (int i = 0; i < log.chunks().size(); i++) {
        channel.write(PartialLog.chunk(key.offer().plan().end(i), log.chunks().get(i)));
      }
      files.forcer().file(channel);
      files.forceFolder();
      return new PartialLog(
          key.client(), key.offer(), log.offset(), log.chunks(), channel.position());
    }
  }
}
