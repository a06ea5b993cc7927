package autoupload.server.storage.local;

import autoupload.server.limits.LruCache;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Index of the unfinished uploads that have a log, by name, so that an offer need not list a folder
 * with thousands of them. One listing of a user's folder builds it, and it is kept up from then on;
 * a log that comes from elsewhere is found after a restart. Safe for use by many threads.
 */
final class PartialIndex {
  /** Users whose folders are known at a time. */
  private static final int USERS = 1024;

  private final Disk disk;
  private final ReentrantLock lock = new ReentrantLock();

  /** By folder, then by the part of the key that the name gives. */
  private final LruCache<Path, Map<String, Set<PartialFiles>>> known = new LruCache<>(USERS);

  PartialIndex(Disk disk) {
    this.disk = disk;
  }

  /** What clients have of {@code name}, some of which may have gone meanwhile. */
  List<PartialFiles> ofAnyClient(Path folder, UploadName name) throws IOException {
    lock.lock();
    try {
      Optional<Map<String, Set<PartialFiles>>> found = known.get(folder);
      Map<String, Set<PartialFiles>> names = found.isPresent() ? found.get() : list(folder);
      known.put(folder, names);
      return List.copyOf(names.getOrDefault(PartialFiles.prefix(name), Set.of()));
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Set<PartialFiles>> list(Path folder) throws IOException {
    Map<String, Set<PartialFiles>> names = new HashMap<>();
    try (DirectoryStream<Path> logs = disk.list(folder, "*" + PartialFiles.LOG)) {
      for (Path log : logs) {
        PartialFiles files = PartialFiles.ofEither(log);
        names.computeIfAbsent(files.prefix(), p -> new HashSet<>()).add(files);
      }
    } catch (NoSuchFileException e) {
      return names;
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /** To be called before the log is made, or after. */
  void add(PartialFiles made) {
    PartialFiles files = PartialFiles.ofEither(made.log()); // the data may be in another's file
    lock.lock();
    try {
      known
          .get(files.log().getParent())
          .ifPresent(
              names -> names.computeIfAbsent(files.prefix(), p -> new HashSet<>()).add(files));
    } finally {
      lock.unlock();
    }
  }

  /** To be called when the log may be gone, and nobody is making it. */
  void removeIfGone(PartialFiles gone) {
    PartialFiles files = PartialFiles.ofEither(gone.log());
    lock.lock();
    try {
      Optional<Map<String, Set<PartialFiles>>> names = known.get(files.log().getParent());
      Set<PartialFiles> ofName =
          names.map(all -> all.getOrDefault(files.prefix(), Set.of())).orElse(Set.of());
      if (ofName.contains(files) && Files.notExists(files.log())) {
        ofName.remove(files);
        if (ofName.isEmpty()) {
          names.get().remove(files.prefix());
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** How many uploads it knows of in a folder. */
  int size(Path folder) {
    lock.lock();
    try {
      return known.get(folder).map(n -> n.values().stream().mapToInt(Set::size).sum()).orElse(0);
    } finally {
      lock.unlock();
    }
  }
}
