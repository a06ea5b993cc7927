package autoupload.server.session;

import autoupload.server.events.ConnectionEvents;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Table of the offers of one connection that have no answer yet, and the one place that answers
 * them: each exactly once, whichever thread comes first. Only the connection's reader opens offers.
 */
final class OpenOffers {
  private final Outbox outbox;
  private final ConnectionEvents events;
  private final SessionTimes times;
  private final OfferMemory memory;

  /** Held while a frame about an offer is queued, so that none follows its answer. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition answered = lock.newCondition();

  /** In the order of their ids: a list takes a tenth of what a map by id does. */
  private final List<Offered> open = new ArrayList<>();

  private final Set<UploadName> names = new HashSet<>();
  private Optional<Integer> lastId = Optional.empty();
  private long receipts;

  OpenOffers(Outbox outbox, ConnectionEvents events, SessionTimes times, OfferMemory memory) {
    this.outbox = outbox;
    this.events = events;
    this.times = times;
    this.memory = memory;
  }

  /** Opens it; empty if there is no memory for it, which the client was told. */
  Optional<Offered> open(Frame.Offer frame, UserName user, ClientId client) throws WireException {
    lock.lock();
    try {
      Optional<Offered> offered = openLocked(frame, user, client);
      if (offered.isPresent()) {
        return offered;
      }
    } finally {
      lock.unlock();
    }
    String text = "the server has no memory for more offers just now";
    tellRefused(frame.offer(), new StorageException(RefusalCode.EXHAUSTED, text));
    outbox.add(refusal(frame.id(), RefusalCode.EXHAUSTED, text));
    return Optional.empty();
  }

  private Optional<Offered> openLocked(Frame.Offer frame, UserName user, ClientId client)
      throws WireException {
    int id = frame.id();
    if (wasOffered(id)) {
      throw WireException.protocol("OFFER reuses an id");
    }
    if (open.size() >= WireLimits.OFFERS_AHEAD) {
      throw WireException.protocol("more than " + WireLimits.OFFERS_AHEAD + " offers are open");
    }
    UploadName name = frame.offer().name();
    if (names.contains(name)) {
      throw WireException.protocol("OFFER of a name that is open already");
    }
    lastId = Optional.of(id);
    if (!memory.take(user, name)) {
      return Optional.empty();
    }
    Offered offered = new Offered(id, new UploadKey(user, client, frame.offer()));
    names.add(name);
    open.add(offered);
    return Optional.of(offered);
  }

  /** Ids only grow, so that one number tells which were used. */
  private boolean wasOffered(int id) {
    return lastId.filter(last -> Integer.compareUnsigned(id, last) <= 0).isPresent();
  }

  /** Where in the list the offer with that id is; -1 if it is not open. */
  private int indexOf(int id) {
    int low = 0;
    int high = open.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = Integer.compareUnsigned(open.get(middle).id(), id);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  /**
   * The offer with that id; empty if it has its answer already, so that the frame was under way
   * when the answer was given and is dropped.
   */
  Optional<Offered> find(int id) throws WireException {
    lock.lock();
    try {
      if (!wasOffered(id)) {
        throw WireException.protocol("id " + Integer.toUnsignedString(id) + " was never offered");
      }
      int index = indexOf(id);
      return index < 0 ? Optional.empty() : Optional.of(open.get(index));
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has no answer yet. */
  boolean isOpen(Offered offered) {
    lock.lock();
    try {
      return indexOf(offered.id()) >= 0;
    } finally {
      lock.unlock();
    }
  }

  /** Tells the client something about the offer, unless it has its answer. */
  void tell(Offered offered, Frame frame) {
    lock.lock();
    try {
      if (indexOf(offered.id()) >= 0) {
        outbox.add(frame);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The same for something the client can do without when many frames wait. */
  void tellIfRoom(Offered offered, Frame frame) {
    if (outbox.hasRoom()) {
      tell(offered, frame);
    }
  }

  /** The offer ends with this frame, unless it ended already. */
  void answer(Offered offered, Frame frame) {
    lock.lock();
    try {
      int index = indexOf(offered.id());
      if (index >= 0) {
        leave(open.remove(index));
        receipts += frame instanceof Frame.Receipt ? 1 : 0;
        outbox.add(frame);
        answered.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits, at most so long, until none is open any more. */
  void awaitAllAnswered(Duration atMost) {
    long left = atMost.toNanos();
    lock.lock();
    try {
      while (!open.isEmpty() && left > 0) {
        left = answered.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /** How many ended with a receipt. */
  long receipts() {
    lock.lock();
    try {
      return receipts;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a worker compares or commits for one of them. */
  boolean anyIsWorkedOn() {
    lock.lock();
    try {
      return open.stream().anyMatch(Offered::isWorkedOn);
    } finally {
      lock.unlock();
    }
  }

  private void leave(Offered offered) {
    UploadName name = offered.key().offer().name();
    names.remove(name);
    memory.giveBack(offered.key().user(), name);
  }

  /**
   * The connection is gone: nothing is open any more but what is being committed, which ends with
   * its answer as ever.
   *
   * @return what was open until now
   */
  List<Offered> close() {
    lock.lock();
    try {
      List<Offered> ended = new ArrayList<>(open);
      ended.removeIf(offered -> offered.state() == Offered.OfferState.COMMITTING);
      open.removeAll(ended);
      ended.forEach(this::leave);
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private void tellRefused(UploadOffer offer, Throwable cause) {
    events.tell((to, peer) -> to.refused(peer, offer, cause));
  }

  void refuse(Offered offered, RefusalCode code, String text) {
    answer(offered, refusal(offered.id(), code, text));
  }

  private Frame.Refused refusal(int id, RefusalCode code, String text) {
    return Frame.Refused.of(id, code, retryAfter(code), text);
  }

  void refuse(Offered offered, StorageException cause) {
    tellRefused(offered.key().offer(), cause);
    refuse(offered, cause.code(), cause.getMessage());
  }

  /** After a failure nobody foresaw; the log has it. */
  void refuseAfterDefect(Offered offered, Throwable cause) {
    tellRefused(offered.key().offer(), cause);
    refuse(offered, RefusalCode.STORAGE_FAILED, "the server failed; its log says why");
  }

  Duration retryAfter(RefusalCode code) {
    if (!code.retryable()) {
      return Duration.ZERO;
    }
    return switch (code) {
      case CHUNK_MISMATCH, CONTENT_MISMATCH, RESUME_MISMATCH, ABORTED -> Duration.ZERO;
      case BUSY, FENCED -> times.restWhenBusy();
      default -> times.restAfterFailure();
    };
  }
}
