package autoupload.server.accept;

import autoupload.cli.OneLine;
import autoupload.server.login.AuthenticatedUser;
import autoupload.server.login.LoginOutcome;
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

/** HELLO, WELCOME, LOGIN, and ACCEPTED or DENIED. */
final class Greeting {
  private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

  /** Somebody who logged in. */
  record Guest(AuthenticatedUser user, ClientId client) {}

  private final ServerResources server;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final InetSocketAddress peer;
  private final String shown;
  private final Runnable onLogin;

  /**
   * @param onLogin told when the client has said who it is, before that is checked
   */
  Greeting(
      ServerResources server,
      FrameReader reader,
      FrameWriter writer,
      InetSocketAddress peer,
      Runnable onLogin) {
    this.server = server;
    this.reader = reader;
    this.writer = writer;
    this.peer = peer;
    this.onLogin = onLogin;
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
    onLogin.run();
    return answer(hello, login);
  }

  private Optional<Guest> answer(Frame.Hello hello, Frame.Login login) throws IOException {
    LoginOutcome outcome;
    try {
      outcome = server.logins().login(login, peer.getAddress());
    } finally {
      login.password().wipe();
    }
    if (outcome instanceof LoginOutcome.Accepted accepted) {
      return Optional.of(accept(hello, accepted.user()));
    }
    Frame.Denied answer;
    if (outcome instanceof LoginOutcome.Later later) {
      server.deniedLater().say(words(login, later.reason()));
      String text = "not now: try again in " + later.retryAfter().toSeconds() + " s";
      answer = new Frame.Denied(later.retryAfter(), text);
    } else {
      LOG.warn(words(login, ((LoginOutcome.Denied) outcome).reason()));
      answer = new Frame.Denied(Duration.ZERO, "wrong user name, password or code");
    }
    writer.write(answer);
    writer.flush();
    return Optional.empty();
  }

  private String words(Frame.Login login, LoginOutcome.Reason reason) {
    return "login refused user=%s peer=%s cause=%s"
        .formatted(OneLine.of(login.user()), shown, reason.name().toLowerCase(Locale.ROOT));
  }

  private Guest accept(Frame.Hello hello, AuthenticatedUser user) throws IOException {
    LOG.info(
        "login user={} peer={} device={} client={} backlog_files={} backlog_bytes={} oldest={}",
        user,
        shown,
        OneLine.of(hello.device()),
        hello.client(),
        hello.backlog().files(),
        hello.backlog().bytes(),
        hello.backlog().oldest());
    writer.write(
        new Frame.Accepted(Optional.empty(), Optional.empty(), Secret.NONE, Duration.ZERO));
    writer.flush();
    reader.loggedIn();
    return new Guest(user, hello.client());
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
