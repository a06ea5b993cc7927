package autoupload.server.storage.local;

import autoupload.upload.NameFolding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Mutex per final name. Between publishing a file and forcing its folder the name may still be
 * taken back, so no other thread may confirm the file in that time, by any spelling that the file
 * system may take for the name.
 */
final class NameLocks {
  private final ConcurrentMap<String, CompletableFuture<Void>> held = new ConcurrentHashMap<>();

  /** Critical section under the lock of a name. */
  interface Action<T> {
    T run() throws IOException;
  }

  /** Runs the action once nobody else is at work on the name. Not reentrant. */
  <T> T alone(Path path, Action<T> action) throws IOException {
    String name = NameFolding.fold(path.toString());
    CompletableFuture<Void> mine = new CompletableFuture<>();
    CompletableFuture<Void> other = held.putIfAbsent(name, mine);
    while (other != null) {
      other.join();
      other = held.putIfAbsent(name, mine);
    }
    try {
      return action.run();
    } finally {
      held.remove(name, mine);
      mine.complete(null);
    }
  }
}
