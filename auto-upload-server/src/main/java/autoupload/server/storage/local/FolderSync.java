package autoupload.server.storage.local;

import autoupload.upload.NameFolding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Group commit of fsync(2) on folders, for many threads. A force that begins after a name was made
 * covers that name, so all threads that ask while one force of the folder runs share the next one.
 */
final class FolderSync {
  private final Disk disk;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Batch> newest = new HashMap<>();
  private final Map<String, Integer> failures = new ConcurrentHashMap<>();

  FolderSync(Disk disk) {
    this.disk = disk;
  }

  private static final class Batch {
    private final CompletableFuture<Optional<IOException>> outcome = new CompletableFuture<>();
    private boolean started;
  }

  /**
   * How many forces of the folder failed. One that failed may have given up any name that was not
   * durable then, and a later one that succeeds does not bring it back (fsync(2): the kernel takes
   * what it could not write for clean). So whoever makes a name and forces it has to see the same
   * number before and after.
   */
  int failures(Path folder) {
    return failures.getOrDefault(key(folder), 0);
  }

  /**
   * Returns once the names that are in the folder now are durable.
   *
   * @throws ForceFailedException if the force failed, for everybody who shared it
   */
  void force(Path folder) throws IOException {
    Batch last;
    Batch mine;
    lock.lock();
    try {
      last = newest.get(key(folder));
      mine = last == null || last.started ? new Batch() : last;
      newest.put(key(folder), mine);
    } finally {
      lock.unlock();
    }
    if (mine != last) {
      if (last != null) {
        last.outcome.join();
      }
      lead(folder, mine);
    }
    Optional<IOException> failure = mine.outcome.join();
    if (failure.isPresent()) {
      throw failure.get() instanceof ForceFailedException
          ? new ForceFailedException(failure.get())
          : new IOException(failure.get().getMessage(), failure.get());
    }
  }

  /** The same for all spellings that the file system may take for the folder's path. */
  private static String key(Path folder) {
    return NameFolding.fold(folder.toString());
  }

  private void lead(Path folder, Batch batch) {
    start(batch);
    Optional<IOException> outcome = Optional.of(new IOException("the folder was not forced"));
    try {
      disk.forceFolder(folder);
      outcome = Optional.empty();
    } catch (ForceFailedException e) {
      failures.merge(key(folder), 1, Integer::sum); // before the next force begins
      outcome = Optional.of(e);
    } catch (IOException e) {
      outcome = Optional.of(e);
    } finally {
      retire(folder, batch);
      batch.outcome.complete(outcome);
    }
  }

  private void start(Batch batch) {
    lock.lock();
    try {
      batch.started = true;
    } finally {
      lock.unlock();
    }
  }

  private void retire(Path folder, Batch batch) {
    lock.lock();
    try {
      newest.remove(key(folder), batch);
    } finally {
      lock.unlock();
    }
  }
}
