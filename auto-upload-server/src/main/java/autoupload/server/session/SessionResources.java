package autoupload.server.session;

import autoupload.server.storage.Storage;
import autoupload.socket.BufferPool;

/** Shared resources of all sessions of one server. Safe for use by many threads. */
public final class SessionResources {
  private final Storage storage;
  private final UploadClaims claims = new UploadClaims();
  private final SessionTimes times;
  private final StoreWork work;
  private final OfferMemory offerMemory;
  private final BufferPool blocks = BufferPool.ofEighthOfHeap();

  /** For sessions that keep their files in {@code storage}. */
  public SessionResources(Storage storage) {
    this(storage, SessionTimes.STANDARD, new StoreWork());
  }

  /** The same with other times, and with other threads to wait for the store. */
  public SessionResources(Storage storage, SessionTimes times, StoreWork work) {
    this(storage, times, work, OfferMemory.ofQuarterOfHeap());
  }

  SessionResources(Storage storage, SessionTimes times, StoreWork work, OfferMemory offerMemory) {
    this.storage = storage;
    this.times = times;
    this.work = work;
    this.offerMemory = offerMemory;
  }

  Storage storage() {
    return storage;
  }

  SessionTimes times() {
    return times;
  }

  UploadClaims claims() {
    return claims;
  }

  /** What the open offers of all of them may take. */
  OfferMemory offerMemory() {
    return offerMemory;
  }

  /** The threads that commit. */
  public StoreWork work() {
    return work;
  }

  /** Blocks for those sessions that receive a file just now: thousands of idle ones hold none. */
  BufferPool blocks() {
    return blocks;
  }
}
