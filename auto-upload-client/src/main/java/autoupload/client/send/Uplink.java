package autoupload.client.send;

import autoupload.client.link.Backoff;
import autoupload.client.link.Connector;
import autoupload.client.link.LinkLost;
import autoupload.client.link.Reconnects;
import autoupload.client.login.LoginDetails;
import autoupload.client.login.LoginRefused;
import autoupload.client.login.TicketRefused;
import autoupload.gate.GateClosed;
import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import autoupload.tls.ServerNotProven;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Link to the server that reconnects: it connects when there is something to send, and again, with
 * growing pauses, when the connection is lost.
 */
public final class Uplink implements Closeable {
  /** How long to try to reach a server that nothing was ever sent to. */
  private static final Duration FIRST_REACH = Duration.ofSeconds(30);

  /** As many devices of one account as may come at once, each of which uses up a code. */
  private static final int MAX_CODES = 10;

  /** Spreads devices that wait for the same code to become another. */
  private static final int CODE_JITTER_MILLIS = 3000;

  /** Connector and login for a connection. */
  public record Route(Connector connector, LoginDetails login) {}

  private final Route route;
  private final SendQueue queue;
  private final TransferListener listener;
  private final Consumer<ServerLink> onServer;
  private final Consumer<String> onWait;
  private final Reconnects reconnects;
  private final Duration retryFor;
  private final StopSignal stop;
  private final SplittableRandom random = new SplittableRandom();
  private final Backoff backoff = new Backoff(random.split());

  private volatile Optional<ServerLink> link = Optional.empty();
  private Optional<Transfer> transfer = Optional.empty();
  private final Runnable closeLink = this::closeLink;
  private boolean loggedInOnce;

  /** Whether the last server there was said that it is stopping. */
  private boolean stopped;

  private int refusedCodes;
  private long lastSuccess = System.nanoTime();

  /**
   * @param onServer told which server answers, before anything is offered; may throw
   * @param onTrouble told in one line of losses that are tried again, and how that ended
   * @param onWait told in one line of a wait for the next one-time code
   * @param retryFor how long to keep trying after the last sign of success
   * @param stop ends everything at once
   */
  public Uplink(
      Route route,
      SendQueue queue,
      TransferListener listener,
      Consumer<ServerLink> onServer,
      Consumer<String> onTrouble,
      Consumer<String> onWait,
      Duration retryFor,
      StopSignal stop) {
    this.route = route;
    this.queue = queue;
    this.listener = listener;
    this.onServer = onServer;
    this.reconnects = new Reconnects(onTrouble);
    this.onWait = onWait;
    this.retryFor = retryFor;
    this.stop = stop;
    stop.onRaise(closeLink);
  }

  /**
   * Sends everything in the queue.
   *
   * @throws OperatorError if the server cannot be reached for too long, does not prove itself, or
   *     refuses the login; {@link ExitCode#NOT_NOW} if no interface may be used for it
   */
  public void send() {
    lastSuccess = System.nanoTime();
    while (!queue.isEmpty()) {
      checkGate();
      try {
        connect().run();
      } catch (LinkLost e) {
        if (transfer.map(Transfer::gotFurther).orElse(false)) {
          lastSuccess = System.nanoTime();
          backoff.reset();
          reconnects.reset();
        }
        stopped |= transfer.map(Transfer::isServerStopping).orElse(false);
        Optional<String> shut = link.flatMap(ServerLink::shutBecause);
        disconnect();
        checkGate();
        pauseOrGiveUp(e, shut);
      } catch (GateClosed e) {
        throw notNow(e.getMessage());
      } catch (ServerNotProven e) {
        throw new OperatorError(ExitCode.SERVER_UNPROVEN, e.getMessage(), e);
      } catch (LoginRefused e) {
        awaitNextCode(e);
      } catch (IOException e) {
        throw new OperatorError(ExitCode.UNREACHABLE, e.getMessage(), e);
      }
    }
  }

  private void checkGate() {
    Optional<String> reason = route.connector().closedBecause();
    if (reason.isPresent()) {
      throw notNow(reason.get());
    }
  }

  private static OperatorError notNow(String reason) {
    return new OperatorError(ExitCode.NOT_NOW, "nothing is uploaded now: " + reason);
  }

  private Transfer connect() throws IOException {
    if (transfer.isPresent()) {
      return transfer.get();
    }
    ServerLink opened = open();
    link = Optional.of(opened);
    refusedCodes = 0;
    if (stop.isRaised()) {
      opened.close();
    }
    onServer.accept(opened);
    loggedInOnce = true;
    stopped = false;
    reconnects.connected();
    Transfer started = new Transfer(opened, queue, listener);
    transfer = Optional.of(started);
    return started;
  }

  private ServerLink open() throws IOException {
    LoginDetails login = route.login();
    while (true) {
      if (!login.ticket().isPresent()) {
        login.codes().prepare();
      }
      try {
        return ServerLink.open(route.connector(), login, queue.backlog());
      } catch (TicketRefused e) {
        login.ticket().drop(); // so this happens once
      }
    }
  }

  /**
   * A code is good for one login, and another device may have been faster: so the next code is
   * tried, and the next, as long as that can be the reason.
   */
  private void awaitNextCode(LoginRefused cause) {
    Optional<Duration> wait =
        cause.nextCode().map(w -> w.plusMillis(random.nextInt(CODE_JITTER_MILLIS)));
    long spent = System.nanoTime() - lastSuccess;
    boolean hopeless =
        wait.isEmpty()
            || ++refusedCodes > MAX_CODES
            || spent + wait.get().toNanos() > retryFor.toNanos();
    if (hopeless) {
      throw new OperatorError(ExitCode.LOGIN_REFUSED, cause.getMessage(), cause);
    }
    onWait.accept(
        "login refused: perhaps another device used this half minute's code; trying the next one in"
            + " "
            + (wait.get().toSeconds() + 1)
            + " s");
    sleep(wait.get());
  }

  /** An interface that was lost and is there again is as good a reason to go on as any. */
  private void pauseOrGiveUp(LinkLost cause, Optional<String> shut) {
    Duration wanted = cause.notBefore();
    boolean reached = loggedInOnce || !wanted.isZero();
    Duration limit = reached || retryFor.compareTo(FIRST_REACH) < 0 ? retryFor : FIRST_REACH;
    Duration pause = wanted.plus(backoff.next()); // not all at the moment the server named
    long spent = System.nanoTime() - lastSuccess;
    if (spent + pause.toNanos() > limit.toNanos()) {
      reconnects.gaveUp();
      if (shut.isPresent()) {
        throw notNow(shut.get());
      }
      throw new OperatorError(
          wanted.isZero() ? ExitCode.UNREACHABLE : ExitCode.NOT_NOW,
          stopped ? "the server stopped, and is not back yet" : cause.getMessage(),
          cause);
    }
    if (!stop.isRaised()) {
      reconnects.failed(stopped ? "the server stopped" : shut.orElse(cause.getMessage()));
    }
    sleep(pause);
  }

  private void sleep(Duration pause) {
    if (!stop.sleep(pause)) {
      throw new OperatorError(ExitCode.NOT_NOW, "stopped");
    }
  }

  /** Closes the connection, if there is one. */
  @Override
  public void close() {
    disconnect();
    stop.forget(closeLink);
  }

  private void closeLink() {
    link.ifPresent(ServerLink::close);
  }

  private void disconnect() {
    closeLink();
    link = Optional.empty();
    transfer = Optional.empty();
  }
}
