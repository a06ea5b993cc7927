package autoupload.server.session;

import autoupload.server.login.AcceptedLogin;
import autoupload.server.login.Authenticator;
import autoupload.server.login.RefusedLogin;
import autoupload.server.login.Ticket;
import autoupload.server.net.Connection;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.PeerError;
import autoupload.wire.Secret;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/** Server side of the login: HELLO, WELCOME, LOGIN, and ACCEPTED or DENIED. */
final class LoginHandler {
  private final NativeProtocols server;
  private final Connection connection;
  private final FrameReader reader;
  private final FrameWriter writer;

  LoginHandler(
      NativeProtocols server, Connection connection, FrameReader reader, FrameWriter writer) {
    this.server = server;
    this.connection = connection;
    this.reader = reader;
    this.writer = writer;
  }

  /** Whether the client logged in; else it was told that it may not. */
  boolean run() throws IOException {
    Frame.Hello hello = read(Frame.Hello.class);
    if (hello.version() != WireLimits.VERSION) {
      throw new WireException(
          RefusalCode.VERSION, "this server speaks protocol version " + WireLimits.VERSION);
    }
    writer.write(
        new Frame.Welcome(
            WireLimits.VERSION,
            Instant.now(),
            server.sessions().storage().id(),
            WireLimits.OFFERS_AHEAD));
    writer.flush();
    Frame.Login login = read(Frame.Login.class);
    connection.identified();
    return answer(hello, login);
  }

  private boolean answer(Frame.Hello hello, Frame.Login login) throws IOException {
    try {
      AcceptedLogin accepted = logIn(hello, login);
      connection.events().tell((to, peer) -> to.loggedIn(peer, accepted, hello));
      connection.loggedIn(accepted.user(), hello.client());
      welcome(accepted);
      return true;
    } catch (RefusedLogin e) {
      connection.events().tell((to, peer) -> to.loginRefused(peer, login.user(), e));
      writer.write(new Frame.Denied(e.retryAfter(), words(e)));
      writer.flush();
      return false;
    }
  }

  private static String words(RefusedLogin refused) {
    if (refused.isDenied()) {
      return "wrong user name, password or code";
    }
    String why =
        refused.reason() == RefusedLogin.RefusalReason.TOO_MANY_CONNECTIONS
            ? "too many connections of this account"
            : "not now";
    return why + ": try again in " + refused.retryAfter().toSeconds() + " s";
  }

  private AcceptedLogin logIn(Frame.Hello hello, Frame.Login login)
      throws RefusedLogin, IOException {
    try {
      Authenticator.Verified verified =
          server.authenticator().verify(login, hello.client(), connection.address().host());
      if (!connection.takePermit(verified.user())) {
        throw RefusedLogin.tooManyConnections();
      }
      return verified.complete();
    } catch (IOException e) {
      connection.events().tell((to, peer) -> to.loginFailed(peer, login.user(), e));
      throw new WireException(RefusalCode.INTERNAL, "the server cannot check codes now");
    } finally {
      login.password().wipe();
      login.ticket().wipe();
    }
  }

  private void welcome(AcceptedLogin accepted) throws IOException {
    Secret ticket = accepted.ticket().map(Ticket::secret).orElse(Secret.NONE);
    Duration life = accepted.ticket().map(Ticket::life).orElse(Duration.ZERO);
    writer.write(
        new Frame.Accepted(
            server.authenticator().recipient(accepted.user()),
            server.sessions().storage().quotaLeft(accepted.user().name()),
            ticket,
            life));
    writer.flush();
    ticket.wipe();
    reader.loggedIn();
  }

  /** An ERROR is never answered, least of all with another. */
  private <F extends Frame> F read(Class<F> type) throws IOException {
    try {
      return reader.expect(type);
    } catch (PeerError e) {
      connection.events().tell((to, peer) -> to.gaveUp(peer, e.text()));
      throw new EOFException("the client gave up");
    }
  }
}
