package autoupload.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Fsync calls that fail as on Linux: one that failed is followed by ones that succeed, on the same
 * file, and mean nothing.
 */
public final class FailingFsync extends Fsync {
  private final Set<FileChannel> spoiled = new HashSet<>();
  private int failFiles;
  private int failFolders;
  private boolean isBelieved;

  /** Lets the next forces of files fail, so many. */
  public void failFiles(int calls) {
    failFiles = calls;
  }

  /** Lets the next forces of folders fail, so many. */
  public void failFolders(int calls) {
    failFolders = calls;
  }

  /** Whether a file was forced once more after that had failed. */
  public boolean isBelieved() {
    return isBelieved;
  }

  @Override
  public void force(FileChannel file) throws IOException {
    if (failFiles-- > 0) {
      spoiled.add(file);
      throw new IOException("Input/output error");
    }
    isBelieved |= spoiled.contains(file);
    super.force(file);
  }

  @Override
  public void forceFolder(Path folder) throws IOException {
    if (failFolders-- > 0) {
      throw new IOException("Input/output error");
    }
    super.forceFolder(folder);
  }
}
