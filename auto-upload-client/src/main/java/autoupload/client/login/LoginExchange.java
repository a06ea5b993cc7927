package autoupload.client.login;

import autoupload.client.link.LinkLost;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.Secret;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Login handshake of the client: HELLO, WELCOME, LOGIN, and ACCEPTED or DENIED. */
public final class LoginExchange {
  /** LOGIN that was sent, with its time by the server's clock. */
  private record Asked(Instant at, boolean withTicket) {}

  private final FrameReader reader;
  private final FrameWriter writer;
  private final LoginDetails details;
  private Optional<Frame.Welcome> welcome = Optional.empty();
  private Optional<Frame.Accepted> accepted = Optional.empty();
  private long welcomedAt;

  public LoginExchange(FrameReader reader, FrameWriter writer, LoginDetails details) {
    this.reader = reader;
    this.writer = writer;
    this.details = details;
  }

  /**
   * Logs in.
   *
   * @throws TicketRefused if it was tried with a ticket, and password and code may do; also if the
   *     ticket has expired and there is no code to log in with instead, before anything is tried
   * @throws LoginRefused if the server does not let this user in
   * @throws LinkLost if the connection failed
   */
  public void run(Frame.Backlog backlog) throws IOException {
    try {
      writer.write(
          new Frame.Hello(WireLimits.VERSION, details.client(), details.device(), backlog));
      boolean atOnce = !details.ticket().isPresent() && !details.codes().needServerTime();
      if (atOnce) { // which saves a round trip
        writer.write(withPassword(""));
      }
      writer.flush();
      welcomed(reader.expect(Frame.Welcome.class));
      awaitAnswer(atOnce ? new Asked(serverTime(), false) : askToLogIn());
    } catch (LoginRefused | TicketRefused | LinkLost e) {
      throw e;
    } catch (WireException e) {
      if (e.code() == RefusalCode.VERSION) {
        throw new IOException(e.getMessage() + ": upgrade the older end", e); // no use to try again
      }
      throw new LinkLost("no login: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new LinkLost("no login: " + LinkLost.words(e), e);
    }
  }

  private void welcomed(Frame.Welcome frame) throws IOException {
    if (frame.version() != WireLimits.VERSION) {
      throw new WireException(
          RefusalCode.VERSION, "the server speaks protocol version " + frame.version());
    }
    welcome = Optional.of(frame);
    welcomedAt = System.nanoTime();
  }

  private Frame.Login withPassword(String code) {
    return new Frame.Login(details.user(), details.password(), code, Secret.NONE);
  }

  /** A good ticket comes before the password: it costs the server no hash and nobody a code. */
  private Asked askToLogIn() throws IOException {
    Instant now = serverTime();
    Optional<Secret> ticket = details.ticket().goodAt(now);
    if (ticket.isEmpty() && !details.codes().isReady()) {
      throw new TicketRefused(); // it has expired, and nobody was asked for a code because of it
    }
    writer.write(
        ticket.isPresent()
            ? new Frame.Login(details.user(), Secret.NONE, "", ticket.get())
            : withPassword(details.codes().code(now)));
    writer.flush();
    ticket.ifPresent(Secret::wipe);
    return new Asked(now, ticket.isPresent());
  }

  private void awaitAnswer(Asked asked) throws IOException {
    Frame.LoginAnswer answer = reader.expect(Frame.LoginAnswer.class);
    if (answer instanceof Frame.Denied denied) {
      throw refusal(denied, asked);
    }
    Frame.Accepted frame = (Frame.Accepted) answer;
    accepted = Optional.of(frame);
    reader.loggedIn();
    if (!frame.ticket().isEmpty()) {
      details.ticket().keep(frame.ticket(), serverTime().plus(frame.ticketLife()));
    }
  }

  private IOException refusal(Frame.Denied denied, Asked asked) {
    if (!denied.retryAfter().isZero()) { // it has not even looked at the password
      return new LinkLost("no login: " + denied.text(), denied.retryAfter());
    }
    return asked.withTicket()
        ? new TicketRefused()
        : new LoginRefused(denied.text(), untilNextCode(asked.at()));
  }

  private Optional<Duration> untilNextCode(Instant asked) {
    Duration spent = Duration.between(asked, serverTime());
    return details
        .codes()
        .untilNext(asked)
        .map(wait -> wait.compareTo(spent) > 0 ? wait.minus(spent) : Duration.ZERO);
  }

  private Instant serverTime() {
    return welcome.orElseThrow().serverTime().plusNanos(System.nanoTime() - welcomedAt);
  }

  /** Which store the server keeps files in. */
  public StoreId store() {
    return welcome.orElseThrow().store();
  }

  /** Whom the account's files are sealed for, says the server. */
  public Optional<String> recipient() {
    return accepted.orElseThrow().recipient();
  }

  /** How many offers may be without an answer. */
  public int offersAhead() {
    return Math.max(1, Math.min(welcome.orElseThrow().offersAhead(), WireLimits.OFFERS_AHEAD));
  }
}
