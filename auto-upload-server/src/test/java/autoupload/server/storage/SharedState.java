package autoupload.server.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * State in memory that several servers share: each that opens a log has its own view of it, as with
 * an object store.
 */
public final class SharedState implements StateStore {
  /** A log: the lines since it was made, of which the first were replaced. */
  private static final class Shared {
    private final List<String> replacement = new ArrayList<>();
    private final List<String> added = new ArrayList<>();

    /** How many of those added the replacement stands for. */
    private int replaced;
  }

  private final Map<String, Shared> logs = new ConcurrentHashMap<>();

  @Override
  public StateLog open(String name, Consumer<String> reader) {
    return new View(logs.computeIfAbsent(name, n -> new Shared()), reader);
  }

  private static final class View implements StateLog {
    private final Shared shared;
    private final Consumer<String> reader;
    private int read;

    View(Shared shared, Consumer<String> reader) {
      this.shared = shared;
      this.reader = reader;
      synchronized (shared) {
        readOn();
      }
    }

    private void readOn() {
      if (read < shared.replaced) {
        shared.replacement.forEach(reader);
        read = shared.replaced;
      }
      shared.added.subList(read, shared.added.size()).forEach(reader);
      read = shared.added.size();
    }

    private boolean hasAll() {
      return read == shared.added.size();
    }

    @Override
    public int size() {
      synchronized (shared) {
        return shared.replacement.size() + shared.added.size() - shared.replaced;
      }
    }

    @Override
    public void append(String line) {
      synchronized (shared) {
        read += hasAll() ? 1 : 0;
        shared.added.add(line);
      }
    }

    @Override
    public boolean compareAndAppend(String line) {
      synchronized (shared) {
        if (hasAll()) {
          append(line);
          return true;
        }
        readOn();
        return false;
      }
    }

    @Override
    public void replace(Collection<String> lines) {
      synchronized (shared) {
        if (read >= shared.replaced) {
          shared.replacement.clear();
          shared.replacement.addAll(lines);
          shared.replaced = read;
        }
      }
    }

    @Override
    public void close() {
      // there is nothing to close
    }
  }
}
