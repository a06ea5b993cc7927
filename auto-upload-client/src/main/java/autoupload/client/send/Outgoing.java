package autoupload.client.send;

import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One file on its way to the server. It outlives connections: what was hashed once is not read
 * again for a resume as long as the file is unchanged. Used by the thread that sends.
 */
final class Outgoing {
  private static final int TRIES = 8;

  /** No server makes a client wait longer between two tries of a pass. */
  private static final Duration LONGEST_REST = Duration.ofMinutes(5);

  private final SettledFile file;
  private final Supplier<List<byte[]>> knownBefore;
  private List<byte[]> knownChunks = List.of();
  private Optional<ContentDigest> sent = Optional.empty();
  private boolean proven;
  private boolean needsRoom = true;
  private int refusals;
  private long notBefore = System.nanoTime();
  private boolean aborted;
  private long furthest;

  Outgoing(SettledFile file, Supplier<List<byte[]>> knownBefore) {
    this.file = file;
    this.knownBefore = knownBefore;
  }

  SettledFile file() {
    return file;
  }

  /** The server most likely has it. */
  void asksForNoRoom() {
    needsRoom = false;
  }

  /** Whether there must be room for it at the server. */
  boolean needsRoom() {
    return needsRoom;
  }

  /** Digests of the file's first chunks, as far as they are known. */
  List<byte[]> knownChunks() {
    if (knownChunks.isEmpty()) {
      knownChunks = knownBefore.get();
    }
    return knownChunks;
  }

  void remember(List<byte[]> chunks) {
    if (chunks.size() > knownChunks.size()) {
      knownChunks = chunks;
    }
  }

  /** The digest that END or PROOF carried on this connection. */
  Optional<ContentDigest> sent() {
    return sent;
  }

  /** Whether the last digest went out in a PROOF. */
  boolean wasProven() {
    return proven;
  }

  void sent(ContentDigest digest, boolean asProof) {
    sent = Optional.of(digest);
    proven = asProof;
  }

  /** Whether this end gave it up, so that its answer changes nothing. */
  boolean isAborted() {
    return aborted;
  }

  void abort() {
    aborted = true;
  }

  /** A new connection starts from the beginning. */
  void reset() {
    sent = Optional.empty();
    proven = false;
  }

  /**
   * Notes a refusal that may pass.
   *
   * @return false once there were too many
   */
  boolean retryAfter(Duration wait) {
    refusals++;
    Duration rest = wait.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wait;
    notBefore = System.nanoTime() + rest.toNanos();
    return refusals < TRIES;
  }

  /**
   * Notes how far it got on this connection.
   *
   * @return how many bytes further that is than on any connection before
   */
  long advanceTo(long position) {
    long more = Math.max(0, position - furthest);
    furthest += more;
    return more;
  }

  /** The one that may be offered earlier comes first. */
  static int compareByTime(Outgoing a, Outgoing b) {
    return Long.signum(a.notBefore - b.notBefore); // nanoTime may overflow, differences do not
  }

  /** Nanoseconds until it may be offered; not positive if now. */
  long nanosUntilReady() {
    return notBefore - System.nanoTime();
  }
}
