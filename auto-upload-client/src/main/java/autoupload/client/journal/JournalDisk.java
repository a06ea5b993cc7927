package autoupload.client.journal;

import autoupload.files.Folder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The calls by which the kernel is asked to keep the journal; tests let them fail. */
class JournalDisk {
  void force(FileChannel file) throws IOException {
    file.force(true);
  }

  void forceFolder(Path folder) throws IOException {
    Folder.force(folder);
  }
}
