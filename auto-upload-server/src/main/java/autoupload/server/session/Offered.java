package autoupload.server.session;

import autoupload.server.storage.Prefix;
import autoupload.server.storage.UploadKey;
import autoupload.wire.WireException;

/** Offer without its answer yet, as a state machine. Its state moves in one thread at a time. */
final class Offered {
  enum OfferState {
    /** Just offered. */
    NEW,
    /** PROVE was sent. */
    PROVING,
    /** PROOF came; a worker compares. */
    CHECKING,
    /** SEND was sent. */
    AWAITED,
    /** BEGIN came. */
    SENDING,
    /** END came; a worker commits. */
    COMMITTING
  }

  private final int id;
  private final UploadKey key;
  private volatile OfferState state = OfferState.NEW;
  private volatile Prefix prefix = Prefix.NONE;

  /** Takes its proof out of the queue. */
  private volatile Runnable withdrawal = Offered::nothing;

  Offered(int id, UploadKey key) {
    this.id = id;
    this.key = key;
  }

  int id() {
    return id;
  }

  UploadKey key() {
    return key;
  }

  OfferState state() {
    return state;
  }

  /** Whether a worker compares or commits, so that its answer needs nothing more of the client. */
  boolean isWorkedOn() {
    return state == OfferState.CHECKING || state == OfferState.COMMITTING;
  }

  /** Where SEND asked the client to go on. */
  Prefix prefix() {
    return prefix;
  }

  void become(OfferState next) {
    state = next;
  }

  void await(Prefix from) {
    prefix = from;
    withdrawal = Offered::nothing;
    state = OfferState.AWAITED;
  }

  /** Its proof waits until {@code withdrawn} takes it out of the queue. */
  void queued(Runnable withdrawn) {
    withdrawal = withdrawn;
  }

  /** Nobody waits for an answer any more: what may read a whole file for it is not begun. */
  void withdrawProof() {
    withdrawal.run();
  }

  private static void nothing() {
    // no proof waits
  }

  /** Moves on if {@code frame} is what this offer waits for. */
  void move(OfferState expected, OfferState next, String frame) throws WireException {
    if (state != expected) {
      throw WireException.protocol(frame + " is not expected for this offer");
    }
    state = next;
  }
}
