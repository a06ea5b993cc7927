package autoupload.server.storage;

import java.io.IOException;
import java.util.Collection;

/**
 * Append-only log of lines in a {@link StateStore}. A line is there whole or not at all. Not safe
 * for use by several threads.
 */
public interface StateLog extends AutoCloseable {
  /** How many lines there are, as far as is known here. */
  int size();

  /** Adds a line, which a crash of the server leaves there, and a power cut may not. */
  void append(String line) throws IOException;

  /**
   * Adds a line if the reader has had all that there are; otherwise hands it those it has not had,
   * and adds nothing.
   *
   * @return whether the line was added: then it survives a power cut
   * @throws IOException if it may or may not be there; until a {@link #replace} nothing more may be
   *     added
   */
  boolean compareAndAppend(String line) throws IOException;

  /**
   * Puts these lines in the place of those the reader has had, durably. At every moment there are
   * the old or the new ones.
   */
  void replace(Collection<String> lines) throws IOException;

  @Override
  void close() throws IOException;
}
