package autoupload.server.storage.local;

import autoupload.files.Fsync;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * System calls that make data and names durable, such as fsync(2) and link(2). The package-private
 * methods at the end are where tests let the disk fail.
 */
class Disk extends Fsync {
  @Override
  public final void force(FileChannel file) throws ForceFailedException {
    force(file, true);
  }

  /** Forces a file's data, and with {@code metadata} its times too. */
  final void force(FileChannel file, boolean metadata) throws ForceFailedException {
    try {
      sync(file, metadata);
    } catch (IOException e) {
      throw new ForceFailedException(e);
    }
  }

  /**
   * Forces the names in a folder.
   *
   * @throws ForceFailedException if the force itself failed
   * @throws IOException if it could not even be tried
   */
  @Override
  public final void forceFolder(Path folder) throws IOException {
    try (FileChannel channel =
        FileChannel.open(folder, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      try {
        syncFolder(channel);
      } catch (IOException e) {
        throw new ForceFailedException(e);
      }
    }
  }

  @SuppressWarnings("StreamResourceLeak") // the caller closes it
  DirectoryStream<Path> list(Path folder, String glob) throws IOException {
    return Files.newDirectoryStream(folder, glob);
  }

  void sync(FileChannel file, boolean metadata) throws IOException {
    file.force(metadata);
  }

  void syncFolder(FileChannel folder) throws IOException {
    folder.force(true);
  }

  /** link(2): gives a file another name and never replaces what has that name. */
  void link(Path name, Path existing) throws IOException {
    Files.createLink(name, existing);
  }
}
