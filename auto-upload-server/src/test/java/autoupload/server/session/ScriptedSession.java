package autoupload.server.session;

import autoupload.server.events.ConnectionEvents;
import autoupload.server.events.Peer;
import autoupload.server.events.ServerEvents;
import autoupload.server.login.ScriptedLogin;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.server.scripted.Received;
import autoupload.server.storage.Storage;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Session without a connection: its frames are written at once, and read when asked for. */
final class ScriptedSession implements AutoCloseable {
  static final Content EMPTY = Content.of(1, 0);

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<Throwable> refusals = new CopyOnWriteArrayList<>();
  private final Session session;
  private final String user;
  private final ClientId client;

  ScriptedSession(String user, SessionResources resources) {
    this(user, ClientId.random(), resources);
  }

  /** Of a device that may have been there before. */
  ScriptedSession(String user, ClientId client, SessionResources resources) {
    this(user, client, resources, List.of());
  }

  /** Of which others hear too. */
  ScriptedSession(
      String user, ClientId client, SessionResources resources, List<ServerEvents> others) {
    this.user = user;
    this.client = client;
    Outbox outbox = new Outbox(new FrameWriter(sent), Runnable::run, () -> {});
    List<ServerEvents> listeners = new ArrayList<>(others);
    listeners.add(new Refusals(refusals));
    Peer peer = Peer.at("192.0.2.1:443").loggedIn(ScriptedLogin.of(user), client);
    this.session = new Session(resources, outbox, new ConnectionEvents(listeners, peer));
  }

  static SessionResources resources(Storage storage, StoreWork work, OfferMemory memory) {
    return new SessionResources(storage, SessionTimes.STANDARD, work, memory);
  }

  Session handler() {
    return session;
  }

  ClientId client() {
    return client;
  }

  UploadKey key(UploadOffer offer) {
    return new UploadKey(new UserName(user), client, offer);
  }

  /** Brings bytes of a file that was begun, as they come from a connection. */
  void data(int id, byte[] bytes, int from, int to) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(frames);
    for (int at = from; at < to; ) {
      int length = Math.min(256 << 10, to - at);
      writer.data(id, bytes, at, length);
      at += length;
    }
    writer.flush();
    FrameReader reader = new FrameReader(new ByteArrayInputStream(frames.toByteArray()));
    reader.loggedIn();
    while (reader.next(session)) {
      session.readsOn();
    }
  }

  /** What the log heard of refusals. */
  List<Throwable> refusals() {
    return refusals;
  }

  /** Offers an empty file. */
  void offer(int id, String name) throws IOException {
    session.offer(RawClient.offer(id, name, 0));
  }

  void begin(int id) throws IOException {
    session.begin(new Frame.Begin(id, 0));
  }

  /** Sends an empty file that was begun. */
  void finish(int id) throws IOException {
    session.chunk(new Frame.Chunk(id, 0, EMPTY.chunkDigest(0)));
    session.end(new Frame.End(id, EMPTY.digest()));
  }

  void proof(int id) throws IOException {
    session.proof(new Frame.Proof(id, EMPTY.digest()));
  }

  /** What it sent of that kind, in order. */
  <F extends Frame> List<F> sent(Class<F> kind) throws IOException {
    List<F> frames = new ArrayList<>();
    FrameReader reader = new FrameReader(new ByteArrayInputStream(sent.toByteArray()));
    Received received = new Received();
    while (reader.next(received)) {
      if (kind.isInstance(received.take())) {
        frames.add(kind.cast(received.take()));
      }
    }
    return frames;
  }

  @Override
  public void close() {
    session.close();
  }

  private record Refusals(List<Throwable> taken) implements ServerEvents {
    @Override
    public void refused(Peer peer, UploadOffer offer, Throwable cause) {
      taken.add(cause);
    }

    @Override
    public void gaveUp(Peer peer, String text) {
      taken.add(new AssertionError(text));
    }
  }
}
