package autoupload.server.session;

import autoupload.server.events.ConnectionEvents;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.upload.UserName;
import autoupload.wire.ClientFrames;
import autoupload.wire.DataBytes;
import autoupload.wire.Frame;
import autoupload.wire.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Protocol handler of one logged-in connection. Offers and bytes come from the thread that reads
 * the connection; answers go through its {@link Outbox}, where the store's worker threads put
 * theirs too.
 */
public final class Session extends ClientFrames implements AutoCloseable {
  /** What a receipt counts for beside its bytes: small files are no slowness. */
  private static final long RECEIPT_WORTH = 16 << 10;

  private final UserName user;
  private final ClientId client;
  private final SessionResources shared;
  private final Storage storage;
  private final Outbox outbox;
  private final ConnectionEvents events;
  private final OpenOffers offers;
  private final SessionWork work;
  private final DataReceiver blocks;

  private Optional<IncomingUpload> current = Optional.empty();
  private volatile long lastProgress = System.nanoTime();
  private final AtomicLong received = new AtomicLong();
  private final AtomicBoolean stopping = new AtomicBoolean();

  /** A session of the peer in {@code events}, who logged in. */
  public Session(SessionResources shared, Outbox outbox, ConnectionEvents events) {
    this.user = events.peer().user().orElseThrow().name();
    this.client = events.peer().client().orElseThrow();
    this.shared = shared;
    this.storage = shared.storage();
    this.outbox = outbox;
    this.events = events;
    this.offers = new OpenOffers(outbox, events, shared.times(), shared.offerMemory());
    this.work = new SessionWork(shared, offers, events);
    this.blocks = new DataReceiver(shared.blocks());
  }

  /** From here on nothing new begins; what was received is still committed. Any thread. */
  public void stop() {
    if (stopping.compareAndSet(false, true)) {
      outbox.add(new Frame.GoAway("the server is stopping"));
    }
  }

  @Override
  public void offer(Frame.Offer frame) throws IOException {
    Optional<Offered> opened = offers.open(frame, user, client);
    if (opened.isEmpty()) {
      return;
    }
    Offered offered = opened.get();
    if (stopping.get()) {
      offers.refuse(offered, RefusalCode.STOPPING, "the server is stopping");
      return;
    }
    try {
      if (storage.mayHold(user, frame.offer())) {
        offered.become(Offered.OfferState.PROVING);
        offers.tell(offered, new Frame.Prove(offered.id()));
      } else {
        work.askToSend(offered);
      }
    } catch (StorageException e) {
      offers.refuse(offered, e);
    }
  }

  @Override
  public void proof(Frame.Proof frame) throws IOException {
    Optional<Offered> found = offers.find(frame.id());
    if (found.isPresent()) {
      found.get().move(Offered.OfferState.PROVING, Offered.OfferState.CHECKING, "PROOF");
      work.prove(found.get(), frame.digest());
    }
  }

  @Override
  public void begin(Frame.Begin frame) throws IOException {
    Optional<Offered> found = offers.find(frame.id());
    if (found.isEmpty()) {
      return;
    }
    Offered offered = found.get();
    offered.move(Offered.OfferState.AWAITED, Offered.OfferState.SENDING, "BEGIN");
    current.filter(upload -> !offers.isOpen(upload.offered())).ifPresent(this::keep);
    if (current.isPresent()) {
      throw WireException.protocol("BEGIN before the END of another file");
    }
    if (frame.offset() != 0 && frame.offset() != offered.prefix().offset()) {
      throw WireException.protocol("BEGIN at an offset that SEND did not give");
    }
    if (stopping.get()) {
      offers.refuse(offered, RefusalCode.STOPPING, "the server is stopping");
      return;
    }
    try {
      IncomingUpload upload =
          new IncomingUpload(offered, storage.begin(offered.key(), frame.offset()), shared.times());
      shared.claims().claim(upload);
      current = Optional.of(upload);
      work.verify(upload);
      lastProgress = System.nanoTime();
    } catch (StorageException e) {
      offers.refuse(offered, e);
    }
  }

  @Override
  public void data(int id, DataBytes bytes) throws IOException {
    Optional<IncomingUpload> upload = receiving(id, "DATA");
    if (upload.isEmpty()) {
      return;
    }
    try {
      blocks.deliver(bytes, upload.get(), this::arrived);
      work.checkpointIfDue(upload.get(), false);
    } catch (StorageException e) {
      dropCurrent(upload.get(), e);
    }
  }

  private void arrived(int count) {
    received.addAndGet(count);
    lastProgress = System.nanoTime();
  }

  @Override
  public void chunk(Frame.Chunk frame) throws IOException {
    Optional<IncomingUpload> upload = receiving(frame.id(), "CHUNK");
    if (upload.isEmpty()) {
      return;
    }
    try {
      if (upload.get().endChunk(frame.index(), frame.digest())) {
        work.checkpointIfDue(upload.get(), true);
      } else {
        throw new StorageException(
            RefusalCode.CHUNK_MISMATCH, "chunk " + frame.index() + " arrived damaged");
      }
    } catch (StorageException e) {
      dropCurrent(upload.get(), e);
    }
  }

  @Override
  public void end(Frame.End frame) throws IOException {
    Optional<IncomingUpload> upload = receiving(frame.id(), "END");
    if (upload.isEmpty()) {
      return;
    }
    if (!upload.get().isComplete()) {
      throw WireException.protocol("END before the end of the file");
    }
    try {
      upload.get().startCommit();
    } catch (StorageException e) {
      dropCurrent(upload.get(), e);
      return;
    }
    current = Optional.empty();
    upload.get().offered().become(Offered.OfferState.COMMITTING);
    work.commit(upload.get(), frame.digest());
  }

  @Override
  public void abort(Frame.Abort frame) throws IOException {
    Optional<Offered> found = offers.find(frame.id());
    if (found.isEmpty() || found.get().state() == Offered.OfferState.COMMITTING) {
      return;
    }
    current.filter(upload -> upload.offered() == found.get()).ifPresent(this::keep);
    offers.refuse(found.get(), RefusalCode.ABORTED, "given up by the client");
    found.get().withdrawProof();
  }

  @Override
  public void ping(Frame.Ping frame) {
    outbox.add(new Frame.Pong(frame.token()));
  }

  @Override
  public void pong(Frame.Pong frame) {
    // That it came is all there is to know.
  }

  @Override
  public void error(Frame.Error frame) throws IOException {
    events.tell((to, peer) -> to.gaveUp(peer, frame.text()));
    throw new EOFException("the client gave up");
  }

  /** Whether a file's bytes are expected now. Only for the thread that reads. */
  public boolean isReceiving() {
    return current.filter(upload -> offers.isOpen(upload.offered())).isPresent();
  }

  /**
   * When the client last got further, of {@link System#nanoTime}: with the bytes of a file while
   * they are expected, else with any frame.
   */
  public long lastProgress() {
    return lastProgress;
  }

  /** How far the client got, in bytes of files. */
  public long progress() {
    return received.get() + RECEIPT_WORTH * offers.receipts();
  }

  /** Whether the client waits for an answer that takes only this end's work. */
  public boolean owesAnswers() {
    return offers.anyIsWorkedOn();
  }

  /** To be called after every frame, once this end reads again. */
  public void readsOn() {
    if (!isReceiving()) {
      lastProgress = System.nanoTime();
    }
  }

  /**
   * The connection is gone: what came of the current file is kept. Commits go on, proofs do not.
   */
  @Override
  public void close() {
    try {
      current.ifPresent(this::keep);
    } finally {
      offers.close().forEach(Offered::withdrawProof);
    }
  }

  /**
   * After {@link #close}: waits, at most so long, for the commits that go on. Their answers are
   * queued then.
   */
  public void awaitCommits(Duration atMost) {
    offers.awaitAllAnswered(atMost);
  }

  private void keep(IncomingUpload upload) {
    current = Optional.empty();
    upload.keep();
    shared.claims().release(upload);
  }

  /** The current upload cannot go on; what is durable of it stays, unless the store dropped it. */
  private void dropCurrent(IncomingUpload upload, StorageException cause) {
    keep(upload);
    offers.refuse(upload.offered(), cause);
  }

  /** The current upload, if the frame is for it and no worker refused it meanwhile. */
  private Optional<IncomingUpload> receiving(int id, String frame) throws WireException {
    lastProgress = System.nanoTime();
    Optional<Offered> found = offers.find(id);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Optional<IncomingUpload> upload = current.filter(u -> u.offered() == found.get());
    if (upload.isEmpty()) {
      throw WireException.protocol(frame + " without BEGIN");
    }
    return upload;
  }
}
