package autoupload.server.session;

import autoupload.server.login.AuthenticatedUser;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.UserName;
import autoupload.wire.DataBytes;
import autoupload.wire.ErrorCode;
import autoupload.wire.Frame;
import autoupload.wire.FrameHandler;
import autoupload.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One logged-in connection: takes offers and bytes from the thread that reads it, and answers
 * through its {@link Outbox}, where the store's worker threads put their answers too.
 */
public final class Session implements FrameHandler, AutoCloseable {
  private static final int SMALL_BUFFER = 4 << 10;

  private final UserName user;
  private final ClientId client;
  private final SessionResources shared;
  private final Storage storage;
  private final Outbox outbox;
  private final SessionEvents events;
  private final OpenOffers offers;
  private final byte[] smallBuffer = new byte[SMALL_BUFFER];

  private Optional<IncomingUpload> current = Optional.empty();
  private long steps;
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
    this.offers = new OpenOffers(outbox, events);
  }

  /** From here on nothing new begins; what was received is still committed. Any thread. */
  public void stop() {
    stopping = true;
    outbox.add(new Frame.GoAway("the server is stopping"));
  }

  @Override
  public void offer(Frame.Offer frame) throws IOException {
    Offered offered = offers.open(frame, user, client);
    if (stopping) {
      offers.refuse(offered, ErrorCode.STOPPING, "the server is stopping");
      return;
    }
    try {
      if (storage.mayHold(user, frame.offer())) {
        offered.become(Offered.State.PROVING);
        outbox.add(new Frame.Prove(offered.id()));
      } else {
        askToSend(offered);
      }
    } catch (StorageException e) {
      offers.refuse(offered, e);
    }
  }

  private void askToSend(Offered offered) throws StorageException {
    if (!shared.claims().free(offered.key())) {
      offers.refuse(offered, ErrorCode.BUSY, "another connection uploads this file");
      return;
    }
    offered.await(storage.partial(offered.key()));
    outbox.add(new Frame.Send(offered.id(), offered.prefix().offset(), offered.prefix().chunks()));
  }

  @Override
  public void proof(Frame.Proof frame) throws IOException {
    Optional<Offered> found = offers.find(frame.id());
    if (found.isPresent()) {
      found.get().move(Offered.State.PROVING, Offered.State.CHECKING, "PROOF");
      shared.work().prove(() -> check(found.get(), frame.digest()));
    }
  }

  private void check(Offered offered, ContentDigest digest) {
    try {
      Optional<Receipt> receipt = storage.prove(user, offered.key().offer(), digest);
      if (receipt.isPresent()) {
        events.proven(receipt.get());
        offers.answer(offered, new Frame.Receipt(offered.id(), receipt.get()));
      } else {
        askToSend(offered);
      }
    } catch (StorageException e) {
      offers.refuse(offered, e);
    } catch (RuntimeException | Error e) {
      offers.refuseAfterDefect(offered, e);
    }
  }

  @Override
  public void begin(Frame.Begin frame) throws IOException {
    Optional<Offered> found = offers.find(frame.id());
    if (found.isEmpty()) {
      return;
    }
    Offered offered = found.get();
    offered.move(Offered.State.AWAITED, Offered.State.SENDING, "BEGIN");
    current.filter(upload -> !offers.isOpen(upload.offered())).ifPresent(this::keep);
    if (current.isPresent()) {
      throw WireException.protocol("BEGIN before the END of another file");
    }
    if (frame.offset() != 0 && frame.offset() != offered.prefix().offset()) {
      throw WireException.protocol("BEGIN at an offset that SEND did not give");
    }
    if (stopping) {
      offers.refuse(offered, ErrorCode.STOPPING, "the server is stopping");
      return;
    }
    try {
      IncomingUpload upload =
          new IncomingUpload(offered, storage.begin(offered.key(), frame.offset()));
      shared.claims().claim(upload);
      current = Optional.of(upload);
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
    byte[] target = shared.bufferFor(bytes.remaining(), smallBuffer);
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
      shared.giveBack(target, smallBuffer);
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
      shared.work().checkpoint(() -> checkpoint(upload));
    }
  }

  private void checkpoint(IncomingUpload upload) {
    try {
      long durable = upload.checkpoint();
      if (durable >= 0) {
        outbox.addIfRoom(new Frame.Durable(upload.offered().id(), durable));
      }
    } catch (StorageException e) {
      discard(upload);
      offers.refuse(upload.offered(), e);
    } catch (RuntimeException | Error e) {
      discard(upload);
      offers.refuseAfterDefect(upload.offered(), e);
    }
  }

  /** Bytes that could not be forced once are never confirmed. */
  private void discard(IncomingUpload upload) {
    upload.discard();
    shared.claims().release(upload);
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
    upload.get().offered().become(Offered.State.COMMITTING);
    shared.work().commit(() -> commit(upload.get(), frame.digest()));
  }

  private void commit(IncomingUpload upload, ContentDigest digest) {
    Offered offered = upload.offered();
    try {
      Receipt receipt = upload.commit(digest);
      shared.claims().release(upload);
      events.stored(receipt);
      offers.answer(offered, new Frame.Receipt(offered.id(), receipt));
    } catch (StorageException e) {
      shared.claims().release(upload);
      offers.refuse(offered, e);
    } catch (RuntimeException | Error e) {
      shared.claims().release(upload);
      offers.refuseAfterDefect(offered, e);
    }
  }

  @Override
  public void abort(Frame.Abort frame) throws IOException {
    Optional<Offered> found = offers.find(frame.id());
    if (found.isEmpty() || found.get().state() == Offered.State.COMMITTING) {
      return;
    }
    current.filter(upload -> upload.offered() == found.get()).ifPresent(this::keep);
    offers.refuse(found.get(), ErrorCode.ABORTED, "given up by the client");
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

  /** How many DATA, CHUNK and END frames came. Only for the thread that reads. */
  public long steps() {
    return steps;
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
    offers.refuse(upload.offered(), cause);
  }

  /** The current upload, if the frame is for it and no worker refused it meanwhile. */
  private Optional<IncomingUpload> receiving(int id, String frame) throws WireException {
    steps++;
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
