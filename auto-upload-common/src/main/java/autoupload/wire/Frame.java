package autoupload.wire;

import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import autoupload.upload.UploadOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Protocol frame of either end, except DATA, whose bytes are streamed and never held as a whole.
 * docs/PROTOCOL.md draws each one.
 */
public sealed interface Frame {
  /** HELLO, from the client: version, client and device, and how much waits to be uploaded. */
  record Hello(int version, ClientId client, String device, Backlog backlog) implements Frame {}

  /**
   * Files that a client still has to upload.
   *
   * @param files how many files
   * @param bytes their sizes together
   * @param oldest the age of the oldest by the client's own clock, in whole seconds
   */
  record Backlog(long files, long bytes, Duration oldest) {
    /** Nothing waits. */
    public static final Backlog NONE = new Backlog(0, 0, Duration.ZERO);
  }

  /** WELCOME, from the server: version, time, store, and the offers it allows ahead. */
  record Welcome(int version, Instant serverTime, StoreId store, int offersAhead)
      implements Frame {}

  /**
   * LOGIN, from the client: the user, and either a password, with the one-time code where the
   * account has one, or a ticket of an earlier ACCEPTED.
   *
   * @param password UTF-8; empty when a ticket is given
   * @param code the digits; empty when there is none
   * @param ticket 32 bytes or none
   */
  record Login(String user, Secret password, String code, Secret ticket) implements Frame {
    @Override
    public String toString() {
      return "Login[user=" + user + "]"; // the code is a secret for its half minute
    }
  }

  /** Answer to LOGIN. */
  sealed interface LoginAnswer extends Frame {}

  /**
   * ACCEPTED, from the server: the login is right.
   *
   * @param recipient whom sealed files are for; empty when the account has none
   * @param quotaLeft bytes the account may still store; empty when there is no limit
   * @param ticket 32 bytes that stand in for the password on reconnect, or none
   * @param ticketLife how long the ticket is good for
   */
  record Accepted(
      Optional<String> recipient, Optional<Long> quotaLeft, Secret ticket, Duration ticketLife)
      implements LoginAnswer {}

  /** DENIED, from the server: the login is refused; the text is the same for every cause. */
  record Denied(Duration retryAfter, String text) implements LoginAnswer {}

  /** OFFER, from the client: a file it could upload. Ids grow by any step within a connection. */
  record Offer(int id, UploadOffer offer) implements Frame {}

  /**
   * SEND, from the server: request for the file from {@code offset} on.
   *
   * @param held the digest over the complete chunks before the offset; empty when there are none
   */
  record Send(int id, long offset, Optional<ContentDigest> held) implements Frame {}

  /**
   * PROVE, from the server: request for the digest, since a file of that name and size is stored.
   */
  record Prove(int id) implements Frame {}

  /** PROOF, from the client: the digest of its file. */
  record Proof(int id, ContentDigest digest) implements Frame {}

  /** BEGIN, from the client: DATA of this file follows from {@code offset} on. */
  record Begin(int id, long offset) implements Frame {}

  /**
   * CHUNK, from the client: SHA-256 of the chunk that ends here.
   *
   * @param index of the chunk in its file, from 0
   * @param digest always of one chunk
   */
  record Chunk(int id, int index, ContentDigest digest) implements Frame {}

  /** END, from the client: the file is complete, and this is its digest. */
  record End(int id, ContentDigest digest) implements Frame {}

  /**
   * DURABLE, from the server: everything before {@code offset} survives a power cut; no receipt.
   */
  record Durable(int id, long offset) implements Frame {}

  /** RECEIPT, from the server: the file is safe. */
  record Receipt(int id, autoupload.upload.Receipt receipt) implements Frame {}

  /**
   * REFUSED, from the server: this offer ends without a receipt.
   *
   * @param code a stable number; see {@link RefusalCode}
   */
  record Refused(int id, int code, boolean retryable, Duration retryAfter, String text)
      implements Frame {
    /** A refusal with the code's own meaning of retryable. */
    public static Refused of(int id, RefusalCode code, Duration retryAfter, String text) {
      return new Refused(id, code.code(), code.retryable(), retryAfter, text);
    }
  }

  /** ABORT, from the client: it gives the upload up; the offer still ends in RECEIPT or REFUSED. */
  record Abort(int id) implements Frame {}

  /** PING, from either end: request for a sign of life. */
  record Ping(long token) implements Frame {}

  /** PONG, from either end: answer to a PING, with its token. */
  record Pong(long token) implements Frame {}

  /** GOAWAY, from the server: it is stopping; no new BEGIN, receipts still follow. */
  record GoAway(String text) implements Frame {}

  /** ERROR, from either end: the last frame before the sender closes. */
  @SuppressWarnings("JavaLangClash") // the name the protocol gives it
  record Error(int code, String text) implements Frame {}
}
