package autoupload.server.accept;

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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** HELLO, WELCOME, LOGIN, and ACCEPTED or DENIED. */
final class Greeting {
  private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);
  private static final String REFUSED = "login refused";

  /** Somebody who logged in. */
  record Guest(AuthenticatedUser user, ClientId client) {}

  private final ServerResources server;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final InetSocketAddress peer;
  private final String shown;
  private final PendingConnections.Place place;

  /**
   * @param place kept by who says who it is, and left by who is logged in
   */
  Greeting(
      ServerResources server,
      FrameReader reader,
      FrameWriter writer,
      InetSocketAddress peer,
      PendingConnections.Place place) {
    this.server = server;
    this.reader = reader;
    this.writer = writer;
    this.peer = peer;
    this.place = place;
    this.shown = peer.getAddress().getHostAddress() + ":" + peer.getPort();
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
    Frame.Login login = readLogin();
    place.saysWhoItIs();
    return answer(hello, login);
  }

  private Optional<Guest> answer(Frame.Hello hello, Frame.Login login) throws IOException {
    LoginOutcome outcome = check(hello, login);
    if (outcome instanceof LoginOutcome.Accepted accepted) {
      return Optional.of(accept(hello, accepted));
    }
    Frame.Denied answer;
    if (outcome instanceof LoginOutcome.Later later) {
      long seconds = later.retryAfter().toSeconds();
      server
          .deniedLater()
          .say(
              REFUSED,
              line -> describe(line, login, later.reason()).addKeyValue("retry_after_s", seconds));
      String text = "not now: try again in " + seconds + " s";
      answer = new Frame.Denied(later.retryAfter(), text);
    } else {
      LoginOutcome.Reason reason = ((LoginOutcome.Denied) outcome).reason();
      describe(LOG.atWarn().setMessage(REFUSED), login, reason).log();
      answer = new Frame.Denied(Duration.ZERO, "wrong user name, password or code");
    }
    writer.write(answer);
    writer.flush();
    return Optional.empty();
  }

  private LoggingEventBuilder describe(
      LoggingEventBuilder line, Frame.Login login, LoginOutcome.Reason reason) {
    return line.addKeyValue("user", login.user())
        .addKeyValue("peer", shown)
        .addKeyValue("cause", reason.name().toLowerCase(Locale.ROOT));
  }

  private Guest accept(Frame.Hello hello, LoginOutcome.Accepted accepted) throws IOException {
    LOG.atInfo()
        .setMessage("login")
        .addKeyValue("user", accepted.user())
        .addKeyValue("peer", shown)
        .addKeyValue("with", accepted.proof().name().toLowerCase(Locale.ROOT))
        .addKeyValue("device", hello.device())
        .addKeyValue("client", hello.client())
        .addKeyValue("backlog_files", hello.backlog().files())
        .addKeyValue("backlog_bytes", hello.backlog().bytes())
        .addKeyValue("oldest_s", hello.backlog().oldest().toSeconds())
        .log();
    place.leave(); // before the client hears of it, and connects once more
    welcome(accepted);
    return new Guest(accepted.user(), hello.client());
  }

  private LoginOutcome check(Frame.Hello hello, Frame.Login login) throws IOException {
    try {
      return server.logins().login(login, hello.client(), peer.getAddress());
    } catch (IOException e) {
      LOG.atError()
          .setMessage("login failed")
          .addKeyValue("user", login.user())
          .addKeyValue("peer", shown)
          .setCause(e)
          .log();
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
            server.logins().recipient(accepted.user()),
            server.quotaLeft(accepted.user()),
            ticket,
            life));
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
