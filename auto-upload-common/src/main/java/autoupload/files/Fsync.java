package autoupload.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Calls of fsync(2) that make a file durable. Tests let them fail. */
public class Fsync {
  /** Returns once the file's content and times would survive a power cut. */
  public void force(FileChannel file) throws IOException {
    file.force(true);
  }

  /** As {@link Folder#force}. */
  public void forceFolder(Path folder) throws IOException {
    Folder.force(folder);
  }
}
