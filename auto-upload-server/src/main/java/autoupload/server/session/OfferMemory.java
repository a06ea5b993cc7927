package autoupload.server.session;

import autoupload.server.limits.KeyedLimit;
import autoupload.upload.UploadName;
import autoupload.upload.UserName;

/**
 * Memory budget for the open offers of all connections, of which one user gets half at most:
 * thousands of connections may have 512 each, with names of a kilobyte. Safe for use by many
 * threads.
 */
final class OfferMemory {
  /**
   * What an open offer takes beside the characters of its name: the objects, and its share of the
   * collections that hold it (measured on a 64-bit JVM with compressed pointers).
   */
  static final long OVERHEAD = 224;

  private final KeyedLimit<UserName> bytes;

  /**
   * @param most how many bytes all of them may take
   */
  OfferMemory(long most) {
    this.bytes = new KeyedLimit<>(most, most / 2);
  }

  /**
   * A quarter of the heap. An eighth, as for other buffers, would not hold those of a thousand
   * devices in half a gigabyte.
   */
  static OfferMemory ofQuarterOfHeap() {
    return new OfferMemory(Runtime.getRuntime().maxMemory() / 4);
  }

  /** Takes what one more offer of this name needs, if it is there. */
  boolean take(UserName user, UploadName name) {
    return bytes.tryAcquire(user, cost(name));
  }

  /** An offer for which {@link #take} took is open no more. */
  void giveBack(UserName user, UploadName name) {
    bytes.release(user, cost(name));
  }

  /** Java keeps a text in two bytes a character, unless all of them are Latin 1. */
  private static long cost(UploadName name) {
    String text = name.value();
    boolean isLatin1 = text.chars().allMatch(c -> c < 256);
    return OVERHEAD + (isLatin1 ? 1L : 2L) * text.length();
  }

  /** How many bytes are taken now. */
  long taken() {
    return bytes.held();
  }
}
