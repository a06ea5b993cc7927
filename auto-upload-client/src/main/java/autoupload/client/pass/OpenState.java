package autoupload.client.pass;

import autoupload.client.journal.Journal;
import autoupload.client.report.Notices;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * State of a job for its passes, read from the state folder and kept open between them. After a
 * failure to write it another one must be opened: what is on the disk is not known then.
 *
 * @param settings asked before each pass, so that a changed password file counts; it tells its
 *     argument of secrets that others can read
 */
public record OpenState(
    StateFolder folder,
    Function<Consumer<String>, ClientSettings> settings,
    LastOutcome outcome,
    Notices notices,
    Journal journal)
    implements AutoCloseable {
  /** Reads all of it. The folder is closed with it, also if that fails. */
  public static OpenState of(
      StateFolder folder,
      Function<StateFolder, Function<Consumer<String>, ClientSettings>> settings,
      Duration overdue) {
    try {
      return new OpenState(
          folder,
          settings.apply(folder),
          LastOutcome.in(folder.outcome(), overdue),
          Notices.in(folder.notices()),
          folder.journal());
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  @Override
  public void close() {
    try (folder) {
      journal.close();
    }
  }
}
