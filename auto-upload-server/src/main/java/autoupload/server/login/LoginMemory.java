package autoupload.server.login;

import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import autoupload.server.storage.StateStore;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Persistent state of logins, across restarts: used one-time codes, tickets and known sources. */
public final class LoginMemory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoginMemory.class);

  private final Clock clock;
  private final UsedSteps usedSteps;
  private final Tickets tickets;
  private final KnownSources knownSources;

  private LoginMemory(
      Clock clock, UsedSteps usedSteps, Tickets tickets, KnownSources knownSources) {
    this.clock = clock;
    this.usedSteps = usedSteps;
    this.tickets = tickets;
    this.knownSources = knownSources;
  }

  /**
   * Opens the memory kept in a store.
   *
   * @throws OperatorError if it cannot be read or written
   */
  public static LoginMemory open(StateStore store, Clock clock) {
    try {
      UsedSteps usedSteps = UsedSteps.open(store, "used-codes");
      Tickets tickets = Tickets.open(store, "tickets", clock);
      KnownSources knownSources = KnownSources.open(store, "known-sources");
      return new LoginMemory(clock, usedSteps, tickets, knownSources);
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR, "cannot use the login memory: " + IoReason.withPath(e), e);
    }
  }

  Clock clock() {
    return clock;
  }

  UsedSteps usedSteps() {
    return usedSteps;
  }

  Tickets tickets() {
    return tickets;
  }

  KnownSources knownSources() {
    return knownSources;
  }

  @Override
  public void close() {
    try (usedSteps;
        knownSources) {
      tickets.close();
    } catch (IOException e) {
      LOG.atWarn().setMessage("the login memory could not be closed").addKeyValue("cause", e).log();
    }
  }
}
