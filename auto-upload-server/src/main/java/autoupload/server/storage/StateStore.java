package autoupload.server.storage;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Small state that all servers of a store share, beside the files in it: logs of lines, each with a
 * name. Which codes were used is an example.
 */
public interface StateStore {
  /**
   * Opens the log of that name, or makes it.
   *
   * @param name lower-case letters and hyphens
   * @param reader gets each line there is, in the order they were added, and later, in {@link
   *     StateLog#compareAndAppend}, those of other servers; it may get a line twice
   */
  StateLog open(String name, Consumer<String> reader) throws IOException;
}
