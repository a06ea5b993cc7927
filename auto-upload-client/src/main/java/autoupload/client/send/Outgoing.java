package autoupload.client.send;

import autoupload.client.content.Content;
import autoupload.client.journal.Sent;
import autoupload.client.scan.SettledFile;
import autoupload.upload.UploadOffer;
import java.time.Duration;
import java.util.Optional;

/**
 * File on its way to the server, and how far it got. It outlives connections. Used by the thread
 * that sends.
 */
final class Outgoing {
  /** No server makes a client wait longer between two tries of a pass. */
  private static final Duration LONGEST_REST = Duration.ofMinutes(5);

  private final boolean needsRoom;
  private Content content;
  private Optional<Sent> sent = Optional.empty();
  private boolean proven;
  private int refusals;
  private long notBefore = System.nanoTime();
  private boolean aborted;
  private boolean offersAgain;
  private long furthest;

  /**
   * @param needsRoom whether there must be room for it at the server, which has it otherwise
   */
  Outgoing(Content content, boolean needsRoom) {
    this.content = content;
    this.needsRoom = needsRoom;
  }

  Content content() {
    return content;
  }

  SettledFile file() {
    return content.file();
  }

  UploadOffer offer() {
    return content.offer();
  }

  /** Whether there must be room for it at the server. */
  boolean needsRoom() {
    return needsRoom;
  }

  /** What END or PROOF named on this connection. */
  Optional<Sent> sent() {
    return sent;
  }

  /** Whether the last digest went out in a PROOF. */
  boolean wasProven() {
    return proven;
  }

  void sent(Sent what, boolean asProof) {
    sent = Optional.of(what);
    proven = asProof;
  }

  /** Whether this end gave it up, so that its answer changes nothing. */
  boolean isAborted() {
    return aborted;
  }

  void abort() {
    aborted = true;
  }

  /** Gives it up in this form; another one is offered once the server has answered. */
  void abortFor(Content instead) {
    aborted = true;
    offersAgain = true;
    content = instead;
  }

  /** Whether it is to be offered again although it was aborted. */
  boolean offersAgain() {
    return offersAgain;
  }

  /** A new connection starts from the beginning. */
  void reset() {
    sent = Optional.empty();
    proven = false;
    aborted = false;
    offersAgain = false;
  }

  /**
   * Notes a refusal.
   *
   * @param tries how often it is offered at most
   * @return false once it was offered that often
   */
  boolean retryAfter(Duration wait, int tries) {
    refusals++;
    Duration rest = wait.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : wait;
    notBefore = System.nanoTime() + rest.toNanos();
    return refusals < tries;
  }

  /**
   * Notes how far it got on this connection.
   *
   * @return how many bytes of the file further that is than on any connection before
   */
  long advanceTo(long position) {
    long inFile = Math.min(position, file().identity().size()); // a sealed one is a little longer
    long more = Math.max(0, inFile - furthest);
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
