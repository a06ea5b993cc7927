package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.wire.ErrorCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folders, and the names in them, that survive a power cut; and what happens when the disk does not
 * play along. Once a force failed and could not be undone, nothing is confirmed any more until the
 * server is started again.
 */
final class DurableFolders {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFolders.class);
  private static final int REMEMBERED = 16_384;

  /** Takes back what a failed force left in doubt. */
  interface Undo {
    /** Nothing can be taken back: what is in doubt was there before. */
    Undo IMPOSSIBLE = () -> false;

    /** Whether nothing is in doubt any more but the undoing itself. */
    boolean undo() throws IOException;
  }

  private record Known(Path folder, FileFacts.Identity identity) {}

  private final FolderSync sync;
  private final Recent<Known, Boolean> forcedIntoParent = new Recent<>(REMEMBERED);
  private volatile boolean untrusted;

  DurableFolders(Disk disk) {
    sync = new FolderSync(disk);
  }

  /** Refuses once the disk failed in a way that makes every further receipt doubtful. */
  void requireTrusted() throws StorageException {
    if (untrusted) {
      throw new StorageException(
          ErrorCode.STORAGE_FAILED,
          "the server's disk failed: its operator must mount the file system anew and restart the"
              + " server");
    }
  }

  /**
   * Makes the names now in the folder durable. If the force fails, {@code undo} runs and its effect
   * is forced; if that fails too, {@link #requireTrusted} refuses from then on.
   */
  void force(Path folder, Undo undo) throws StorageException {
    requireTrusted();
    try {
      sync.force(folder);
    } catch (ForceFailedException e) {
      LOG.error("forcing {} failed: {}", folder, e.getMessage());
      takeBack(folder, undo);
      throw Failures.of(e, folder);
    } catch (IOException e) {
      throw Failures.of(e, folder); // it was not tried, so nothing is in doubt for good
    }
  }

  private void takeBack(Path folder, Undo undo) {
    boolean undone = undoQuietly(folder, undo);
    try {
      if (undone) {
        sync.force(folder);
        return;
      }
    } catch (IOException e) {
      LOG.error("forcing {} failed again: {}", folder, e.getMessage());
    }
    untrusted = true;
    LOG.error("no file is confirmed any more: mount the file system anew, restart the server");
  }

  private static boolean undoQuietly(Path folder, Undo undo) {
    try {
      return undo.undo();
    } catch (IOException e) {
      LOG.error("undoing a change in {} failed: {}", folder, e.toString());
      return false;
    }
  }

  /**
   * Makes sure that a folder exists and that its name in its parent, which must exist, is durable:
   * it may have been made by a process that was killed before it could force the parent.
   *
   * @param permissions nine characters as {@code ls} prints them, for a new folder
   */
  void ensure(Path folder, String permissions) throws StorageException {
    try {
      boolean made = FileFacts.of(folder).isEmpty() && make(folder, permissions);
      Optional<FileFacts> facts = FileFacts.of(folder);
      if (facts.isEmpty() || !facts.get().isFolder()) {
        throw Failures.conflict("a folder of the name is a file or a link on the server");
      }
      Known known = new Known(folder, facts.get().identity());
      if (made || forcedIntoParent.get(known).isEmpty()) {
        force(folder.getParent(), () -> made && Files.deleteIfExists(folder));
        forcedIntoParent.put(known, true);
      }
    } catch (IOException e) {
      throw Failures.of(e, folder.getParent());
    }
  }

  private static boolean make(Path folder, String permissions) throws IOException {
    try {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
      Failpoint.FOLDER_MADE.hit();
      return true;
    } catch (FileAlreadyExistsException e) {
      return false; // somebody else was faster, or it is no folder: the caller looks
    }
  }
}
