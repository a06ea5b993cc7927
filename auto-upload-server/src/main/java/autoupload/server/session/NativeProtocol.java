package autoupload.server.session;

import autoupload.server.events.ConnectionEvents;
import autoupload.server.net.Connection;
import autoupload.server.net.Protocol;
import autoupload.tls.TlsConnection;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Server's end of {@code auto-upload/1} on one connection: the login, then a session. */
final class NativeProtocol implements Protocol {
  private final NativeProtocols shared;
  private final Connection connection;
  private final TlsConnection tls;
  private final FrameReader reader;
  private final FrameWriter writer;
  private volatile Optional<Session> session = Optional.empty();
  private volatile Optional<Outbox> outbox = Optional.empty();
  private volatile boolean handling;
  private volatile boolean stopping;

  NativeProtocol(NativeProtocols shared, Connection connection, TlsConnection tls) {
    this.shared = shared;
    this.connection = connection;
    this.tls = tls;
    this.reader = new FrameReader(tls.in());
    this.writer = new FrameWriter(tls.out());
  }

  @Override
  public boolean greet() throws IOException {
    boolean loggedIn = false;
    try {
      loggedIn = new LoginHandler(shared, connection, reader, writer).run();
    } catch (WireException | RuntimeException e) {
      writer.write(errorOf(e));
      writer.flush();
    }
    tls.unlimitInput(); // what is drained is counted no more
    if (!loggedIn) {
      tls.drain(WireLimits.ERROR_DRAIN);
    }
    return loggedIn;
  }

  @Override
  public String serve() throws IOException {
    Outbox box = new Outbox(writer, shared.writers(), connection::closeNow);
    Session opened = new Session(shared.sessions(), box, connection.events());
    outbox = Optional.of(box);
    session = Optional.of(opened);
    if (stopping) {
      opened.stop();
    }
    try {
      return serve(opened, box);
    } finally {
      try {
        opened.close();
      } finally {
        box.close();
      }
    }
  }

  private String serve(Session opened, Outbox box) throws IOException {
    try {
      readAll(opened, box);
      // It sends nothing more, but may still read: it gets the answers to what it sent in full.
      opened.close();
      opened.awaitCommits(WireLimits.NO_PROGRESS);
      halfCloseAfterAnswers(box, WireLimits.NO_PROGRESS);
      return "closed by the client";
    } catch (WireException | RuntimeException e) {
      opened.close(); // first, so that a client that comes back at once finds its file free
      box.addLast(errorOf(e));
      if (box.awaitEmpty(WireLimits.ERROR_DRAIN)) {
        tls.drain(WireLimits.ERROR_DRAIN);
      }
      return ConnectionEvents.words(e);
    }
  }

  private void readAll(Session opened, Outbox box) throws IOException {
    boolean more = true;
    boolean large = false;
    while (more) {
      more = reader.next(opened);
      handling = true;
      box.awaitRoom();
      opened.readsOn();
      if (large != opened.isReceiving()) {
        large = opened.isReceiving();
        resize(large);
      }
      handling = false;
    }
  }

  private void resize(boolean large) {
    if (large) {
      tls.enlargeInput();
    } else {
      tls.shrinkInput();
    }
  }

  /** What the client is told of a failure, which the log has in full if it is ours. */
  private Frame.Error errorOf(Exception cause) {
    if (cause instanceof WireException e) {
      connection.events().tell((to, peer) -> to.protocolError(peer, e));
      return new Frame.Error(e.code().code(), e.getMessage());
    }
    connection.events().tell((to, peer) -> to.failed(peer, cause));
    return new Frame.Error(RefusalCode.INTERNAL.code(), "the server failed; its log says why");
  }

  @Override
  public void stop() {
    stopping = true;
    session.ifPresent(Session::stop);
  }

  @Override
  public void giveWay() {
    outbox.ifPresent(
        box ->
            box.addLast(
                new Frame.Error(
                    RefusalCode.TIMEOUT.code(), "too slow while others wait: come again")));
  }

  @Override
  public void finish(Duration atMost) {
    if (outbox.isEmpty()) {
      connection.closeNow();
      return;
    }
    Outbox box = outbox.get();
    box.seal();
    try {
      shared.writers().execute(() -> finish(box, atMost));
    } catch (RuntimeException | OutOfMemoryError e) { // no thread to be had
      connection.closeNow();
    }
  }

  private void finish(Outbox box, Duration atMost) {
    try {
      halfCloseAfterAnswers(box, atMost);
    } catch (IOException e) {
      connection.events().tell((to, peer) -> to.ioError(peer, e));
    }
  }

  private void halfCloseAfterAnswers(Outbox box, Duration atMost) throws IOException {
    if (box.awaitEmpty(atMost)) {
      tls.halfClose();
    }
  }

  @Override
  public void resume() {
    outbox.ifPresent(Outbox::resume);
  }

  @Override
  public long idleNanos(long now) {
    return handling ? 0 : session.map(opened -> now - opened.lastProgress()).orElse(0L);
  }

  @Override
  public long progress() {
    return session.map(Session::progress).orElse(0L);
  }

  @Override
  public boolean owesAnswers() {
    return session.filter(Session::owesAnswers).isPresent();
  }
}
