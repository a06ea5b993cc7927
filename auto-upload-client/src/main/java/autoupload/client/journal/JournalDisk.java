package autoupload.client.journal;

import autoupload.files.Folder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Fsync calls that make the journal durable; tests let them fail. */
class JournalDisk {
  void force(FileChannel file) throws IOException {
    file.force(true);
  }

  void forceFolder(Path folder) throws IOException {
    Folder.force(folder);
  }
}
