package autoupload.server.session;

import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.UploadName;
import autoupload.upload.UserName;
import autoupload.wire.ErrorCode;
import autoupload.wire.Frame;
import autoupload.wire.WireException;
import autoupload.wire.WireLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The offers of one connection that have no answer yet, and the one place that answers them: each
 * exactly once, whichever thread comes first. Only the connection's reader opens offers.
 */
final class OpenOffers {
  private final Outbox outbox;
  private final SessionEvents events;
  private final SessionTimes times;

  /** Held while a frame about an offer is queued, so that none follows its answer. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Map<Integer, Offered> open = new HashMap<>();
  private final Set<UploadName> names = new HashSet<>();
  private Optional<Integer> lastId = Optional.empty();

  OpenOffers(Outbox outbox, SessionEvents events, SessionTimes times) {
    this.outbox = outbox;
    this.events = events;
    this.times = times;
  }

  Offered open(Frame.Offer frame, UserName user, ClientId client) throws WireException {
    lock.lock();
    try {
      return openLocked(frame, user, client);
    } finally {
      lock.unlock();
    }
  }

  private Offered openLocked(Frame.Offer frame, UserName user, ClientId client)
      throws WireException {
    int id = frame.id();
    if (wasOffered(id)) {
      throw WireException.protocol("OFFER reuses an id");
    }
    if (open.size() >= WireLimits.OFFERS_AHEAD) {
      throw WireException.protocol("more than " + WireLimits.OFFERS_AHEAD + " offers are open");
    }
    if (!names.add(frame.offer().name())) {
      throw WireException.protocol("OFFER of a name that is open already");
    }
    lastId = Optional.of(id);
    Offered offered = new Offered(id, new UploadKey(user, client, frame.offer()));
    open.put(id, offered);
    return offered;
  }

  /** Ids only grow, so that one number tells which were used. */
  private boolean wasOffered(int id) {
    return lastId.filter(last -> Integer.compareUnsigned(id, last) <= 0).isPresent();
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
      return Optional.ofNullable(open.get(id));
    } finally {
      lock.unlock();
    }
  }

  /** Whether it has no answer yet. */
  boolean isOpen(Offered offered) {
    lock.lock();
    try {
      return open.containsKey(offered.id());
    } finally {
      lock.unlock();
    }
  }

  /** Tells the client something about the offer, unless it has its answer. */
  void tell(Offered offered, Frame frame) {
    lock.lock();
    try {
      if (open.containsKey(offered.id())) {
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
      if (open.remove(offered.id(), offered)) {
        names.remove(offered.key().offer().name());
        outbox.add(frame);
      }
    } finally {
      lock.unlock();
    }
  }

  void refuse(Offered offered, ErrorCode code, String text) {
    answer(offered, Frame.Refused.of(offered.id(), code, retryAfter(code), text));
  }

  void refuse(Offered offered, StorageException cause) {
    events.refused(offered.key().offer(), cause);
    refuse(offered, cause.code(), cause.getMessage());
  }

  /** After a failure nobody foresaw; the log has it. */
  void refuseAfterDefect(Offered offered, Throwable cause) {
    events.refused(offered.key().offer(), cause);
    refuse(offered, ErrorCode.STORAGE_FAILED, "the server failed; its log says why");
  }

  private Duration retryAfter(ErrorCode code) {
    return switch (code) {
      case CHUNK_MISMATCH, CONTENT_MISMATCH, RESUME_MISMATCH, ABORTED -> Duration.ZERO;
      case BUSY, FENCED -> times.restWhenBusy();
      default -> times.restAfterFailure();
    };
  }
}
