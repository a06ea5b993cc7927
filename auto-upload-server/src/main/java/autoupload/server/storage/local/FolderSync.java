package autoupload.server.storage.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Forces folders, once for all who ask at the same time: whoever asks while a force of the folder
 * runs joins the next one, which begins after the request and so covers it. Safe for use by many
 * threads.
 */
final class FolderSync {
  private static final class Batch {
    private boolean finished;
    private Optional<IOException> failure = Optional.empty();
  }

  private static final class Folder {
    private boolean running;
    private Optional<Batch> gathering = Optional.empty();
    private int waiters;
  }

  private final Forcer forcer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Path, Folder> folders = new HashMap<>();

  FolderSync(Forcer forcer) {
    this.forcer = forcer;
  }

  /** Returns once a force that began after this call has succeeded. */
  void force(Path path) throws IOException {
    lock.lock();
    try {
      Folder folder = folders.computeIfAbsent(path, p -> new Folder());
      folder.waiters++;
      try {
        join(path, folder);
      } finally {
        if (--folder.waiters == 0) {
          folders.remove(path);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void join(Path path, Folder folder) throws IOException {
    Batch mine = folder.gathering.orElseGet(Batch::new);
    folder.gathering = Optional.of(mine);
    while (!mine.finished) {
      if (folder.running) {
        changed.awaitUninterruptibly();
      } else {
        lead(path, folder, mine);
      }
    }
    if (mine.failure.isPresent()) {
      throw new IOException(mine.failure.get().getMessage(), mine.failure.get());
    }
  }

  /** Called and left with the lock held; it is free while the disk works. */
  private void lead(Path path, Folder folder, Batch batch) {
    folder.running = true;
    folder.gathering = Optional.empty();
    lock.unlock();
    Optional<IOException> failure = Optional.empty();
    try {
      forcer.folder(path);
    } catch (IOException e) {
      failure = Optional.of(e);
    } finally {
      lock.lock();
      folder.running = false;
      batch.failure = failure;
      batch.finished = true;
      changed.signalAll();
    }
  }
}
