package autoupload.server.session;

import autoupload.server.login.ScriptedLogin;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.server.scripted.Received;
import autoupload.server.storage.Storage;
import autoupload.upload.ClientId;
import autoupload.upload.Receipt;
import autoupload.upload.UploadOffer;
import autoupload.wire.Frame;
import autoupload.wire.FrameReader;
import autoupload.wire.FrameWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A session without a connection: what it sends is written at once, and read when asked for. */
final class ScriptedSession implements AutoCloseable {
  static final Content EMPTY = Content.of(1, 0);

  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final List<Throwable> refusals = new CopyOnWriteArrayList<>();
  private final Session session;

  ScriptedSession(String user, SessionResources resources) {
    Outbox outbox = new Outbox(new FrameWriter(sent), Runnable::run, () -> {});
    this.session =
        new Session(
            ScriptedLogin.of(user), ClientId.random(), resources, outbox, new Refusals(refusals));
  }

  static SessionResources resources(Storage storage, StoreWork work, OfferMemory memory) {
    return new SessionResources(storage, SessionTimes.STANDARD, work, memory);
  }

  Session handler() {
    return session;
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

  private record Refusals(List<Throwable> taken) implements SessionEvents {
    @Override
    public void stored(Receipt receipt, Arrival arrival) {
      // the receipt says it
    }

    @Override
    public void proven(Receipt receipt) {
      // the receipt says it
    }

    @Override
    public void refused(UploadOffer offer, Throwable cause) {
      taken.add(cause);
    }

    @Override
    public void complained(String text) {
      throw new AssertionError(text);
    }
  }
}
