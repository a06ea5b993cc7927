package autoupload.server.storage.local;

import autoupload.server.storage.StateLog;
import autoupload.server.storage.StateStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * State of a server that has its store to itself: a text file for each log.
 *
 * @param folder an existing folder, which no other server writes to
 */
public record LocalStateStore(Path folder) implements StateStore {
  @Override
  public StateLog open(String name, Consumer<String> reader) throws IOException {
    return LineFile.open(folder.resolve(name), reader);
  }
}
