package autoupload.server.storage.local;

import autoupload.files.FileMode;
import autoupload.server.limits.LruCache;
import autoupload.server.storage.StorageException;
import autoupload.upload.RefusalCode;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Durable folders, and durable names in them, by fsync(2) of the folder; a name that could not be
 * forced is taken back. Once a force failed and could not be undone, nothing is confirmed any more
 * until the server is started again.
 */
final class DurableFolders {
  private static final Logger LOG = LoggerFactory.getLogger(DurableFolders.class);
  private static final int REMEMBERED = 16_384;

  /** Rollback of a change that a failed force left in doubt. */
  interface Undo {
    /** Whether nothing is in doubt any more but the undoing itself. */
    boolean undo() throws IOException;
  }

  /** Folder with a changed name, and the value of {@link #failures} before the change. */
  record Changed(Path folder, int failures) {}

  private record ForcedFolder(Path folder, FileStat.Inode identity) {}

  private final FolderSync sync;
  private final HeldRoot root;
  private final LruCache<ForcedFolder, Boolean> forcedIntoParent = new LruCache<>(REMEMBERED);
  private volatile boolean untrusted;

  /**
   * @param root the folder they are in
   */
  DurableFolders(HeldRoot root, Disk disk) {
    this.root = root;
    sync = new FolderSync(disk);
  }

  /**
   * Refuses once the disk failed in a way that makes every further receipt doubtful, and while the
   * store is not where it was.
   */
  void requireTrusted() throws StorageException {
    requireNoDoubt();
    root.requireInPlace();
  }

  /** Whether the store is where it was, so that a path leads to what it led to. */
  boolean areInPlace() {
    return root.isInPlace();
  }

  /** Refuses while it is not. */
  void requireInPlace() throws StorageException {
    root.requireInPlace();
  }

  private void requireNoDoubt() throws StorageException {
    if (untrusted) {
      throw new StorageException(
          RefusalCode.STORAGE_FAILED,
          "the server's disk failed: its operator must mount the file system anew and restart the"
              + " server");
    }
  }

  /** To be asked before a name is made in the folder, for {@link #force}. */
  int failures(Path folder) {
    return sync.failures(folder);
  }

  /**
   * Makes a name that was made in the folder durable. If the force fails, or another one did since
   * {@code failures} was asked for, {@code undo} runs and its effect is forced; if that fails too,
   * {@link #requireTrusted} refuses from then on.
   */
  void force(Path folder, int failures, Undo undo) throws StorageException {
    force(List.of(new Changed(folder, failures)), undo);
  }

  /**
   * As {@link #force(Path, int, Undo)}, for a name that was moved there from another folder. That
   * is a change of both, which a force of either that fails may give up.
   */
  void forceMove(Changed to, Changed from, Undo undo) throws StorageException {
    force(List.of(to, from), undo);
  }

  private void force(List<Changed> changed, Undo undo) throws StorageException {
    Path folder = changed.get(0).folder();
    requireNoDoubt();
    try {
      for (Changed each : changed) {
        sync.force(each.folder());
      }
      for (Changed each : changed) {
        if (sync.failures(each.folder()) != each.failures()) {
          throw new ForceFailedException(new IOException("another force of it failed meanwhile"));
        }
      }
      root.requireInPlace(); // what was forced may have been another folder
    } catch (ForceFailedException e) {
      error("forcing a folder failed", folder, e);
      takeBack(folder, undo);
      throw StorageErrors.of(e, folder);
    } catch (IOException e) {
      throw StorageErrors.of(e, folder); // it was not tried, so nothing is in doubt for good
    }
  }

  /**
   * Makes names that are in the folder already durable.
   *
   * @throws StorageException {@code STORAGE_FAILED} also if a force of it ever failed: which of its
   *     names that gave up nobody can tell
   */
  void forceExisting(Path folder) throws StorageException {
    requireTrusted();
    if (sync.failures(folder) > 0) {
      throw new StorageException(
          RefusalCode.STORAGE_FAILED,
          "the server's disk failed in this folder: what was stored there before is confirmed once"
              + " its operator mounted the file system anew and restarted the server");
    }
    force(folder, 0, () -> false);
  }

  /** Makes a name durable that nothing but a resumed upload depends on. */
  void force(Path folder, Undo undo) throws StorageException {
    force(folder, sync.failures(folder), undo);
  }

  private void takeBack(Path folder, Undo undo) {
    boolean undone = undoQuietly(folder, undo);
    try {
      if (undone) {
        sync.force(folder);
        return;
      }
    } catch (IOException e) {
      error("forcing a folder failed again", folder, e);
    }
    untrusted = true;
    LOG.atError()
        .setMessage("no file is confirmed any more")
        .addKeyValue("folder", folder)
        .addKeyValue("do", "mount the file system anew, then restart the server")
        .log();
  }

  private static void error(String event, Path folder, IOException cause) {
    LOG.atError().setMessage(event).addKeyValue("folder", folder).addKeyValue("cause", cause).log();
  }

  private static boolean undoQuietly(Path folder, Undo undo) {
    try {
      return undo.undo();
    } catch (IOException e) {
      error("undoing a change in a folder failed", folder, e);
      return false;
    }
  }

  /**
   * Makes sure that a folder exists and that its name in its parent, which must exist, is durable:
   * it may have been made by a process that was killed before it could force the parent.
   *
   * @param permissions nine characters as {@code ls} prints them, for a new folder
   * @return whether this is the first time since the start, or since it was forgotten
   */
  boolean ensure(Path folder, String permissions) throws StorageException {
    try {
      Optional<FileStat> facts = FileStat.of(folder);
      int failures = sync.failures(folder.getParent());
      boolean made = facts.isEmpty() && make(folder, permissions);
      if (facts.isEmpty()) {
        facts = FileStat.of(folder);
      }
      if (facts.isEmpty() || !facts.get().isFolder()) {
        throw StorageErrors.conflict("a folder of the name is a file or a link on the server");
      }
      ForcedFolder known = new ForcedFolder(folder, facts.get().identity());
      boolean isNew = made || forcedIntoParent.get(known).isEmpty();
      if (isNew) {
        if (made) {
          force(folder.getParent(), failures, () -> Files.deleteIfExists(folder));
        } else {
          forceExisting(folder.getParent());
        }
        forcedIntoParent.put(known, true);
      }
      return isNew;
    } catch (IOException e) {
      throw StorageErrors.of(e, folder.getParent());
    }
  }

  private static boolean make(Path folder, String permissions) throws IOException {
    try {
      Files.createDirectory(folder, FileMode.of(permissions));
      StorePoint.FOLDER_MADE.hit();
      return true;
    } catch (FileAlreadyExistsException e) {
      return false; // somebody else was faster, or it is no folder: the caller looks
    }
  }
}
