package autoupload.client.pass;

import autoupload.client.journal.Journal;
import autoupload.client.report.Notices;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * State of a job for its passes, read from the state folder and kept open between them. After a
 * failure to write it another one must be opened: what is on the disk is not known then.
 */
public final class OpenState implements AutoCloseable {
  private final StateFolder folder;
  private final Function<Consumer<String>, ClientSettings> settings;
  private final LastOutcome outcome;
  private final Notices notices;
  private final Journal journal;

  private OpenState(
      StateFolder folder, Function<Consumer<String>, ClientSettings> settings, Duration overdue) {
    this.folder = folder;
    this.settings = settings;
    this.outcome = LastOutcome.in(folder.outcome(), overdue);
    this.notices = Notices.in(folder.notices());
    this.journal = folder.journal();
  }

  /**
   * Reads all of it. The folder is closed with it, also if that fails.
   *
   * @param settings gives what is asked before each pass, so that a changed password file counts
   */
  public static OpenState of(
      StateFolder folder,
      Function<StateFolder, Function<Consumer<String>, ClientSettings>> settings,
      Duration overdue) {
    try {
      return new OpenState(folder, settings.apply(folder), overdue);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /**
   * @param warnings told of secrets that others can read
   */
  ClientSettings settings(Consumer<String> warnings) {
    return settings.apply(warnings);
  }

  PassState state() {
    return new PassState(journal, Clock.systemUTC());
  }

  LastOutcome outcome() {
    return outcome;
  }

  Notices notices() {
    return notices;
  }

  @Override
  public void close() {
    try (folder) {
      journal.close();
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR, "cannot write the state folder: " + IoReason.of(e), e);
    }
  }
}
