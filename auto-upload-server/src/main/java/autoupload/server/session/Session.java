package autoupload.server.session;

import autoupload.server.login.AuthenticatedUser;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import autoupload.upload.UserName;
import autoupload.wire.DataBytes;
import autoupload.wire.ErrorCode;
import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One logged-in connection: takes offers and bytes from the thread that reads it, and answers
 * through its {@link Outbox}, where the store's worker threads put their answers too.
 *
 * <p>Every offer is in {@link #open} from its OFFER until its RECEIPT or REFUSED was queued. Frames
 * of an offer that has its answer already were under way when it was given, and are dropped.
 */
public final class Session implements FrameHandler, AutoCloseable {
  private static final Duration RETRY_NOW = Duration.ZERO;
  private static final Duration RETRY_SOON = WireLimits.TAKEOVER_SILENCE;
  private static final Duration RETRY_LATER = Duration.ofSeconds(30);

  private final UserName user;
  private final ClientId client;
  private final SessionResources shared;
  private final Storage storage;
  private final Outbox outbox;
  private final SessionEvents events;
  private final byte[] buffer = new byte[WireLimits.FRAME_BEFORE_LOGIN];

  private final Map<Integer, Offered> open = new ConcurrentHashMap<>();
  private final Set<UploadName> openNames = ConcurrentHashMap.newKeySet();
  private Optional<Integer> lastId = Optional.empty();
  private Optional<IncomingUpload> current = Optional.empty();
  private volatile boolean stopping;

  /** A session of somebody who logged in, whose device calls itself {@code client}. */
  public Session(
      AuthenticatedUser user,
      ClientId client,
      SessionResources shared,
      Outbox outbox,
      SessionEvents events) {
    this.user = user.name();
    this.client = client;
    this.shared = shared;
    this.storage = shared.storage();
    this.outbox = outbox;
    this.events = events;
  }

  /** From here on nothing new begins; what was received is still committed. Any thread. */
  public void stop() {
    stopping = true;
    outbox.add(new Frame.GoAway("the server is stopping"));
  }

  @Override
  public void offer(Frame.Offer frame) throws IOException {
    int id = frame.id();
    if (lastId.isPresent() && Integer.compareUnsigned(id, lastId.get()) <= 0) {
      throw WireException.protocol("OFFER reuses an id");
    }
    if (open.size() >= WireLimits.OFFERS_AHEAD) {
      throw WireException.protocol("more than 256 offers are open");
    }
    lastId = Optional.of(id);
    UploadKey key = new UploadKey(user, client, frame.offer());
    if (!openNames.add(frame.offer().name())) {
      throw WireException.protocol("OFFER of a name that is open already");
    }
    Offered offered = new Offered(id, key);
    open.put(id, offered);
    if (stopping) {
      refuse(offered, ErrorCode.STOPPING, RETRY_LATER, "the server is stopping");
      return;
    }
    try {
      if (storage.mayHold(user, frame.offer())) {
        offered.state = Offered.State.PROVING;
        outbox.add(new Frame.Prove(id));
      } else {
        askToSend(offered);
      }
    } catch (StorageException e) {
      refuse(offered, e);
    }
  }

  private void askToSend(Offered offered) throws StorageException {
    if (!shared.claims().free(offered.key)) {
      refuse(offered, ErrorCode.BUSY, RETRY_SOON, "another connection uploads this file");
      return;
    }
    Prefix prefix = storage.partial(offered.key);
    offered.prefix = prefix;
    offered.state = Offered.State.AWAITED;
    outbox.add(new Frame.Send(offered.id, prefix.offset(), prefix.chunks()));
  }

  @Override
  public void proof(Frame.Proof frame) throws IOException {
    Optional<Offered> found = find(frame.id());
    if (found.isEmpty()) {
      return;
    }
    Offered offered = found.get();
    offered.expect(Offered.State.PROVING, "PROOF");
    offered.state = Offered.State.CHECKING;
    shared.work().prove(() -> check(offered, frame.digest()));
  }

  private void check(Offered offered, ContentDigest digest) {
    try {
      Optional<autoupload.upload.Receipt> receipt =
          storage.prove(user, offered.key.offer(), digest);
      if (receipt.isPresent()) {
        events.proven(receipt.get());
        answer(offered, new Frame.Receipt(offered.id, receipt.get()));
      } else {
        askToSend(offered);
      }
    } catch (StorageException e) {
      refuse(offered, e);
    } catch (RuntimeException | Error e) {
      refuseAfterDefect(offered, e);
    }
  }

  @Override
  public void begin(Frame.Begin frame) throws IOException {
    Optional<Offered> found = find(frame.id());
    if (found.isEmpty()) {
      return;
    }
    Offered offered = found.get();
    offered.expect(Offered.State.AWAITED, "BEGIN");
    if (current.isPresent()) {
      throw WireException.protocol("BEGIN before the END of another file");
    }
    if (frame.offset() != 0 && frame.offset() != offered.prefix.offset()) {
      throw WireException.protocol("BEGIN at an offset that SEND did not give");
    }
    if (stopping) {
      refuse(offered, ErrorCode.STOPPING, RETRY_LATER, "the server is stopping");
      return;
    }
    try {
      IncomingUpload upload =
          new IncomingUpload(offered.id, offered.key, storage.begin(offered.key, frame.offset()));
      shared.claims().claim(upload);
      current = Optional.of(upload);
      offered.state = Offered.State.SENDING;
    } catch (StorageException e) {
      refuse(offered, e);
    }
  }

  @Override
  public void data(int id, DataBytes bytes) throws IOException {
    Optional<IncomingUpload> upload = receiving(id, "DATA");
    if (upload.isEmpty()) {
      return;
    }
    byte[] target = shared.bufferFor(bytes.remaining(), buffer);
    try {
      while (bytes.remaining() > 0) {
        long room = upload.get().remainingInChunk();
        if (room == 0) {
          throw WireException.protocol("DATA goes on where a CHUNK is due");
        }
        int count = bytes.read(target, 0, (int) Math.min(room, target.length));
        upload.get().deliver(ByteBuffer.wrap(target, 0, count));
      }
      checkpointIfDue(upload.get(), false);
    } catch (StorageException e) {
      dropCurrent(upload.get(), e);
    } finally {
      shared.giveBack(target, buffer);
    }
  }

  @Override
  public void chunk(Frame.Chunk frame) throws IOException {
    Optional<IncomingUpload> upload = receiving(frame.id(), "CHUNK");
    if (upload.isEmpty()) {
      return;
    }
    try {
      if (upload.get().endChunk(frame.index(), frame.digest())) {
        checkpointIfDue(upload.get(), true);
      } else {
        throw new StorageException(
            ErrorCode.CHUNK_MISMATCH, "chunk " + frame.index() + " arrived damaged");
      }
    } catch (StorageException e) {
      dropCurrent(upload.get(), e);
    }
  }

  private void checkpointIfDue(IncomingUpload upload, boolean chunkEnded) {
    if (upload.wantsCheckpoint(chunkEnded)) {
      shared.work().commit(() -> checkpoint(upload));
    }
  }

  private void checkpoint(IncomingUpload upload) {
    try {
      long durable = upload.checkpoint();
      if (durable >= 0) {
        outbox.addIfRoom(new Frame.Durable(upload.id(), durable));
      }
    } catch (StorageException e) {
      // The upload is dropped: bytes that could not be forced once are never confirmed.
      upload.discard();
      shared.claims().release(upload);
      find(upload.id()).ifPresent(offered -> refuse(offered, e));
    } catch (RuntimeException | Error e) {
      upload.discard();
      shared.claims().release(upload);
      find(upload.id()).ifPresent(offered -> refuseAfterDefect(offered, e));
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
    current = Optional.empty();
    Offered offered = open.get(frame.id());
    try {
      upload.get().startCommit();
    } catch (StorageException e) {
      refuse(offered, e);
      return;
    }
    offered.state = Offered.State.COMMITTING;
    shared.work().commit(() -> commit(offered, upload.get(), frame.digest()));
  }

  private void commit(Offered offered, IncomingUpload upload, ContentDigest digest) {
    try {
      autoupload.upload.Receipt receipt = upload.commit(digest);
      shared.claims().release(upload);
      events.stored(receipt);
      answer(offered, new Frame.Receipt(offered.id, receipt));
    } catch (StorageException e) {
      shared.claims().release(upload);
      refuse(offered, e);
    } catch (RuntimeException | Error e) {
      shared.claims().release(upload);
      refuseAfterDefect(offered, e);
    }
  }

  @Override
  public void abort(Frame.Abort frame) throws IOException {
    Optional<Offered> found = find(frame.id());
    if (found.isEmpty() || found.get().state == Offered.State.COMMITTING) {
      return;
    }
    current.filter(upload -> upload.id() == frame.id()).ifPresent(this::keep);
    refuse(found.get(), ErrorCode.ABORTED, RETRY_NOW, "given up by the client");
  }

  @Override
  public void ping(Frame.Ping frame) {
    outbox.add(new Frame.Pong(frame.token()));
  }

  @Override
  public void pong(Frame.Pong frame) {
    // That it came is all there is to know.
  }

  /** Whether a file's bytes are expected now. Only for the thread that reads. */
  public boolean isReceiving() {
    return current.isPresent();
  }

  /** The connection is gone: what came of the current file is kept. Commits go on. */
  @Override
  public void close() {
    current.ifPresent(this::keep);
    outbox.close();
  }

  private void keep(IncomingUpload upload) {
    current = Optional.empty();
    upload.keep();
    shared.claims().release(upload);
  }

  /** The current upload cannot go on; what is durable of it stays, unless the store dropped it. */
  private void dropCurrent(IncomingUpload upload, StorageException cause) {
    keep(upload);
    find(upload.id()).ifPresent(offered -> refuse(offered, cause));
  }

  private Optional<IncomingUpload> receiving(int id, String what) throws WireException {
    Optional<IncomingUpload> upload = current.filter(u -> u.id() == id);
    if (upload.isPresent() && open.containsKey(id)) {
      return upload;
    }
    upload.ifPresent(this::keep); // a worker refused it meanwhile
    if (find(id).isPresent()) {
      throw WireException.protocol(what + " without BEGIN");
    }
    return Optional.empty();
  }

  /** The open offer of that id; empty if it has its answer already. */
  private Optional<Offered> find(int id) throws IllegalArgumentException {
    return Optional.ofNullable(open.get(id));
  }

  private void refuse(Offered offered, StorageException cause) {
    events.refused(offered.key.offer(), cause);
    refuse(offered, cause.code(), retryAfter(cause.code()), cause.getMessage());
  }

  private void refuseAfterDefect(Offered offered, Throwable cause) {
    events.refused(offered.key.offer(), cause);
    refuse(offered, ErrorCode.STORAGE_FAILED, RETRY_LATER, "the server failed; see its log");
  }

  private void refuse(Offered offered, ErrorCode code, Duration retryAfter, String text) {
    answer(offered, Frame.Refused.of(offered.id, code, retryAfter, text));
  }

  private static Duration retryAfter(ErrorCode code) {
    return switch (code) {
      case CHUNK_MISMATCH, CONTENT_MISMATCH, RESUME_MISMATCH, ABORTED -> RETRY_NOW;
      case BUSY, FENCED -> RETRY_SOON;
      default -> RETRY_LATER;
    };
  }

  /** The one answer of an offer; a second one, by whichever thread, is dropped. */
  private void answer(Offered offered, Frame frame) {
    if (open.remove(offered.id, offered)) {
      openNames.remove(offered.key.offer().name());
      outbox.add(frame);
    }
  }

  /** An offer without its answer. Its state moves in one thread at a time. */
  private static final class Offered {
    enum State {
      NEW,
      PROVING,
      CHECKING,
      AWAITED,
      SENDING,
      COMMITTING
    }

    final int id;
    final UploadKey key;
    volatile State state = State.NEW;
    volatile Prefix prefix = Prefix.NONE;

    Offered(int id, UploadKey key) {
      this.id = id;
      this.key = key;
    }

    void expect(State expected, String frame) throws WireException {
      if (state != expected) {
        throw WireException.protocol(frame + " is not expected for this offer");
      }
    }
  }
}
