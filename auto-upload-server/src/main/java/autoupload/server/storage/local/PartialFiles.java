package autoupload.server.storage.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two files of a partial upload, and what it takes to end it.
 *
 * @param forcer forces them
 * @param commits publishes the first
 * @param onRelease called when nobody writes them any more
 */
record PartialFiles(
    UserFolder user,
    String stem,
    Forcer forcer,
    FolderSync sync,
    DurableCommit commits,
    Runnable onRelease) {
  static final String PART = ".part";
  static final String LOG = ".log";

  /** The bytes. */
  Path part() {
    return user.partials().resolve(stem + PART);
  }

  /** The {@link PartialLog}. */
  Path log() {
    return user.partials().resolve(stem + LOG);
  }

  /** The log first: bytes without a log are never gone on with. */
  void deleteAll() throws IOException {
    Files.deleteIfExists(log());
    Files.deleteIfExists(part());
  }

  void forceFolder() throws IOException {
    sync.force(user.partials());
  }

  void release() {
    onRelease.run();
  }
}
