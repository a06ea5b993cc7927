package autoupload.server.net;

import autoupload.server.login.AcceptedLogin;
import autoupload.server.login.AuthenticatedUser;
import autoupload.server.login.Authenticator;
import autoupload.server.login.LoginRefused;
import autoupload.server.login.Ticket;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.PeerError;
import autoupload.wire.Secret;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Server side of the login: HELLO, WELCOME, LOGIN, and ACCEPTED or DENIED. */
final class LoginExchange {
  /** User and device of a login that was accepted. */
  record LoggedIn(AuthenticatedUser user, ClientId client) {}

  private final ServerResources server;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final InetSocketAddress peer;
  private final String shown;
  private final PendingConnections.Permit permit;
  private final Predicate<UserName> getsPermit;

  /**
   * @param permit released by whoever is logged in
   * @param getsPermit takes a permit among a user's connections, unless there is none left
   */
  public LoginExchange(
      ServerResources server,
      FrameReader reader,
      FrameWriter writer,
      InetSocketAddress peer,
      PendingConnections.Permit permit,
      Predicate<UserName> getsPermit) {
    this.server = server;
    this.reader = reader;
    this.writer = writer;
    this.peer = peer;
    this.permit = permit;
    this.getsPermit = getsPermit;
    this.shown = peer.getAddress().getHostAddress() + ":" + peer.getPort();
  }

  /** Who logged in; empty if the client was told that it may not. */
  Optional<LoggedIn> run() throws IOException {
    Frame.Hello hello = read(Frame.Hello.class);
    if (hello.version() != WireLimits.VERSION) {
      throw new WireException(
          RefusalCode.VERSION, "this server speaks protocol version " + WireLimits.VERSION);
    }
    writer.write(
        new Frame.Welcome(
            WireLimits.VERSION, Instant.now(), server.storeId(), WireLimits.OFFERS_AHEAD));
    writer.flush();
    Frame.Login login = read(Frame.Login.class);
    permit.identified();
    return answer(hello, login);
  }

  private Optional<LoggedIn> answer(Frame.Hello hello, Frame.Login login) throws IOException {
    try {
      AcceptedLogin accepted = logIn(hello, login);
      server.loginLog().accepted(accepted, hello, shown);
      permit.release(); // before the client hears of it, and connects once more
      welcome(accepted);
      return Optional.of(new LoggedIn(accepted.user(), hello.client()));
    } catch (LoginRefused e) {
      server.loginLog().refused(e, login.user(), shown);
      writer.write(new Frame.Denied(e.retryAfter(), words(e)));
      writer.flush();
      return Optional.empty();
    }
  }

  private static String words(LoginRefused refused) {
    if (refused.isDenied()) {
      return "wrong user name, password or code";
    }
    String why =
        refused.reason() == LoginRefused.Reason.TOO_MANY_CONNECTIONS
            ? "too many connections of this account"
            : "not now";
    return why + ": try again in " + refused.retryAfter().toSeconds() + " s";
  }

  private AcceptedLogin logIn(Frame.Hello hello, Frame.Login login)
      throws LoginRefused, IOException {
    try {
      Authenticator.Verified verified =
          server.authenticator().verify(login, hello.client(), peer.getAddress());
      if (!getsPermit.test(verified.user())) {
        throw LoginRefused.tooManyConnections();
      }
      return verified.complete();
    } catch (IOException e) {
      server.loginLog().failed(e, login.user(), shown);
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
            server.quotaLeft(accepted.user()),
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
      server.loginLog().complained(e.text(), shown);
      throw new EOFException("the client gave up");
    }
  }
}
