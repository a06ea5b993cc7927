package autoupload.client.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tls.TlsConnection;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.Secret;
import autoupload.wire.WireLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Server's end of a connection: it says what it is told and reads when it is asked. */
public final class ClientConnection implements AutoCloseable {
  /** What WELCOME allows if nothing else is asked for. */
  public static final int OFFERS_AHEAD = WireLimits.OFFERS_AHEAD;

  /** The store that these servers say they have. */
  public static final StoreId STORE = new StoreId("00112233445566778899aabbccddeeff");

  private final TlsConnection tls;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Heard heard = new Heard();

  ClientConnection(TlsConnection tls) {
    this.tls = tls;
    this.reader = new FrameReader(tls.in());
    this.writer = new FrameWriter(tls.out());
  }

  /** The server's WELCOME. */
  public static Frame.Welcome welcome(int offersAhead) {
    return new Frame.Welcome(WireLimits.VERSION, Instant.now(), STORE, offersAhead);
  }

  /** Takes any login, and gives the HELLO that came before it. */
  public Frame.Hello greet(int offersAhead) throws IOException {
    Frame.Hello hello = next(Frame.Hello.class);
    send(welcome(offersAhead));
    next(Frame.Login.class);
    accept();
    return hello;
  }

  /** Takes any login, and names that recipient of the account. */
  public void greet(Optional<String> recipient) throws IOException {
    next(Frame.Hello.class);
    send(welcome(OFFERS_AHEAD));
    next(Frame.Login.class);
    send(new Frame.Accepted(recipient, Optional.empty(), Secret.NONE, Duration.ZERO));
    reader.loggedIn();
  }

  /** Lets the client in. */
  public void accept() throws IOException {
    accept(Secret.NONE, Duration.ZERO);
  }

  /** Lets the client in and gives it a ticket. */
  public void accept(Secret ticket, Duration life) throws IOException {
    send(new Frame.Accepted(Optional.empty(), Optional.empty(), ticket, life));
    reader.loggedIn();
  }

  /** Says that it is {@code serverTime}, and gives what the client logs in with. */
  public Frame.Login askForLogin(Instant serverTime) throws IOException {
    welcomeAt(serverTime);
    return next(Frame.Login.class);
  }

  /** Says that it is {@code serverTime}. */
  public void welcomeAt(Instant serverTime) throws IOException {
    next(Frame.Hello.class);
    send(new Frame.Welcome(WireLimits.VERSION, serverTime, STORE, OFFERS_AHEAD));
  }

  /** Writes frames and flushes them. */
  public void send(Frame... frames) throws IOException {
    for (Frame frame : frames) {
      writer.write(frame);
    }
    writer.flush();
  }

  /** Refuses an offer. */
  public void refuse(int id, RefusalCode code, Duration retryAfter) throws IOException {
    send(Frame.Refused.of(id, code, retryAfter, "because"));
  }

  /** Asks for the whole file. */
  public void ask(int id) throws IOException {
    send(new Frame.Send(id, 0, Optional.empty()));
  }

  /** Confirms what was sent, under the name that was offered. */
  public void confirm(Frame.Offer offer, ContentDigest digest) throws IOException {
    Receipt receipt = new Receipt(offer.offer().name(), offer.offer().size(), digest);
    send(new Frame.Receipt(offer.id(), receipt));
  }

  /** The next frame or {@link Data}; signs of life are answered and passed over. */
  public Object next() throws IOException {
    while (true) {
      assertThat(reader.next(heard)).as("the client ended the connection").isTrue();
      if (heard.take() instanceof Frame.Ping ping) {
        send(new Frame.Pong(ping.token()));
      } else {
        return heard.take();
      }
    }
  }

  /** The next frame, which must be of this type. */
  public <T> T next(Class<T> type) throws IOException {
    Object next = next();
    assertThat(next).isInstanceOf(type);
    return type.cast(next);
  }

  /** The next offer, which must be what comes next; empty once the client ended the connection. */
  public Optional<Frame.Offer> offerOrEnd() throws IOException {
    try {
      while (reader.next(heard)) {
        if (!(heard.take() instanceof Frame.Ping)) {
          return Optional.of((Frame.Offer) heard.take());
        }
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the client did not end the connection", e);
    } catch (IOException e) {
      // a reset is an end too
    }
    return Optional.empty();
  }

  /** So many offers, which must be what comes next. */
  public List<Frame.Offer> offers(int count) throws IOException {
    List<Frame.Offer> offers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      offers.add(next(Frame.Offer.class));
    }
    return offers;
  }

  /** Fails unless the client has nothing to say until it answers a PING. */
  public void expectNothing() throws IOException {
    long token = System.nanoTime();
    send(new Frame.Ping(token));
    assertThat(next(Frame.Pong.class).token()).isEqualTo(token);
  }

  /** One whole file, which must be what comes next. */
  public Upload upload() throws IOException {
    Frame.Begin begin = next(Frame.Begin.class);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Frame.Chunk> chunks = new ArrayList<>();
    while (true) {
      Object next = next();
      if (next instanceof Data data) {
        assertThat(data.id()).isEqualTo(begin.id());
        bytes.writeBytes(data.bytes());
      } else if (next instanceof Frame.Chunk chunk) {
        assertThat(chunk.id()).isEqualTo(begin.id());
        chunks.add(chunk);
      } else {
        assertThat(next).isInstanceOf(Frame.End.class);
        Frame.End end = (Frame.End) next;
        assertThat(end.id()).isEqualTo(begin.id());
        return new Upload(begin.offset(), bytes.toByteArray(), chunks, end.digest());
      }
    }
  }

  /** Asks for a file, takes it and confirms it. */
  public Upload store(Frame.Offer offer) throws IOException {
    ask(offer.id());
    Upload upload = upload();
    confirm(offer, upload.digest());
    return upload;
  }

  /** Reads until the client ends the connection, which it must, and gives what it still said. */
  public List<Object> awaitEnd() throws IOException {
    List<Object> said = new ArrayList<>();
    try {
      while (reader.next(heard)) {
        said.add(heard.take());
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the client did not end the connection", e);
    } catch (IOException e) {
      // a reset is an end too
    }
    return said;
  }

  /** Ends the connection without a word. */
  @Override
  public void close() throws IOException {
    tls.close();
  }
}
