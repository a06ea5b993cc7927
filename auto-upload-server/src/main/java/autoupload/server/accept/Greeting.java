package autoupload.server.accept;

import autoupload.cli.OneLine;
import autoupload.server.login.AuthenticatedUser;
import autoupload.server.login.LoginOutcome;
import autoupload.server.login.Ticket;
import autoupload.upload.ClientId;
import autoupload.wire.ErrorCode;
import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.Secret;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** HELLO, WELCOME, LOGIN, and ACCEPTED or DENIED. */
final class Greeting {
  private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

  /** Somebody who logged in. */
  record Guest(AuthenticatedUser user, ClientId client) {}

  private final ServerResources server;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final String peer;

  Greeting(ServerResources server, FrameReader reader, FrameWriter writer, String peer) {
    this.server = server;
    this.reader = reader;
    this.writer = writer;
    this.peer = peer;
  }

  /** Who logged in; empty if the client was told that it may not. */
  Optional<Guest> hold() throws IOException {
    Frame.Hello hello = readHello();
    if (hello.version() != WireLimits.VERSION) {
      throw new WireException(
          ErrorCode.VERSION, "this server speaks protocol version " + WireLimits.VERSION);
    }
    writer.write(
        new Frame.Welcome(
            WireLimits.VERSION, Instant.now(), server.storeId(), WireLimits.OFFERS_AHEAD));
    writer.flush();
    return answer(hello, readLogin());
  }

  private Optional<Guest> answer(Frame.Hello hello, Frame.Login login) throws IOException {
    LoginOutcome outcome = check(hello, login);
    if (outcome instanceof LoginOutcome.Denied denied) {
      LOG.warn(
          "login refused user={} peer={} cause={}",
          OneLine.of(login.user()),
          peer,
          denied.reason().name().toLowerCase(Locale.ROOT));
      writer.write(new Frame.Denied(Duration.ZERO, "wrong user name, password or code"));
      writer.flush();
      return Optional.empty();
    }
    LoginOutcome.Accepted accepted = (LoginOutcome.Accepted) outcome;
    LOG.info(
        "login user={} peer={} with={} device={} client={} backlog_files={} backlog_bytes={}"
            + " oldest={}",
        accepted.user(),
        peer,
        accepted.proof().name().toLowerCase(Locale.ROOT),
        OneLine.of(hello.device()),
        hello.client(),
        hello.backlog().files(),
        hello.backlog().bytes(),
        hello.backlog().oldest());
    welcome(accepted);
    return Optional.of(new Guest(accepted.user(), hello.client()));
  }

  private LoginOutcome check(Frame.Hello hello, Frame.Login login) throws IOException {
    try {
      return server.authenticator().login(login, hello.client());
    } catch (IOException e) {
      LOG.error("login failed user={} peer={}", OneLine.of(login.user()), peer, e);
      throw new WireException(ErrorCode.INTERNAL, "the server cannot check codes now");
    } finally {
      login.password().wipe();
      login.ticket().wipe();
    }
  }

  private void welcome(LoginOutcome.Accepted accepted) throws IOException {
    Secret ticket = accepted.ticket().map(Ticket::secret).orElse(Secret.NONE);
    Duration life = accepted.ticket().map(Ticket::life).orElse(Duration.ZERO);
    writer.write(
        new Frame.Accepted(
            server.authenticator().recipient(accepted.user()), Optional.empty(), ticket, life));
    writer.flush();
    ticket.wipe();
    reader.loggedIn();
  }

  private Frame.Hello readHello() throws IOException {
    Frame.Hello[] read = new Frame.Hello[1];
    readOne(
        new FrameHandler() {
          @Override
          public void hello(Frame.Hello frame) {
            read[0] = frame;
          }
        });
    return read[0];
  }

  private Frame.Login readLogin() throws IOException {
    Frame.Login[] read = new Frame.Login[1];
    readOne(
        new FrameHandler() {
          @Override
          public void login(Frame.Login frame) {
            read[0] = frame;
          }
        });
    return read[0];
  }

  private void readOne(FrameHandler handler) throws IOException {
    if (!reader.next(handler)) {
      throw new EOFException("the client left before the login");
    }
  }
}
