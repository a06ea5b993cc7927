package autoupload.client.scan;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Watcher for changes in a set of folders, as far as the system tells of changes (on Linux through
 * inotify(7), which network file systems and a crowded machine may not give): whoever uses it polls
 * besides. Only {@link #close} is for other threads too.
 */
public final class FolderWatch implements AutoCloseable {
  private final Optional<WatchService> service;
  private final Map<Path, WatchKey> watched = new HashMap<>();

  private FolderWatch(Optional<WatchService> service) {
    this.service = service;
  }

  /** Watches nothing yet. */
  public static FolderWatch ofChanges() {
    return new FolderWatch(newService());
  }

  /** Never watches anything, for who looks once and ends: no thread, no call for each folder. */
  public static FolderWatch none() {
    return new FolderWatch(Optional.empty());
  }

  private static Optional<WatchService> newService() {
    try {
      return Optional.of(FileSystems.getDefault().newWatchService());
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** From now on watches these folders and no others. */
  public void watch(List<Path> folders) {
    if (service.isEmpty()) {
      return;
    }
    watched.keySet().retainAll(folders);
    for (Path folder : folders) {
      try {
        watched.put(
            folder,
            folder.register(
                service.get(),
                StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY));
      } catch (IOException e) {
        return; // too many, or gone: polling finds what is missed
      }
    }
  }

  /**
   * Waits until something changed, at most so long.
   *
   * @return whether something did
   * @throws InterruptedException if the thread was interrupted
   * @throws java.nio.file.ClosedWatchServiceException if it was closed
   */
  public boolean await(Duration atMost) throws InterruptedException {
    if (service.isEmpty()) {
      Thread.sleep(atMost.toMillis());
      return false;
    }
    boolean changed = false;
    WatchKey key = service.get().poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    while (key != null) {
      changed |= !key.pollEvents().isEmpty();
      if (key.reset()) {
        key = service.get().poll();
      } else {
        key = null; // its folder is gone
      }
    }
    return changed;
  }

  @Override
  public void close() {
    try {
      if (service.isPresent()) {
        service.get().close();
      }
    } catch (IOException e) {
      // It goes with the process.
    }
  }
}
