package autoupload.client.send;

import autoupload.failpoint.Halting;

/** Points of an upload at which a test may end the client as if the power went. */
public enum SendPoint implements Halting {
  /** A file was offered. */
  OFFERED,
  /** Some of a file's bytes are on their way. */
  DATA_SENT,
  /** A chunk of a file was sent, and its digest. */
  CHUNK_SENT,
  /** The whole file was sent, and its digest. */
  END_SENT,
  /** A file that the server has was read, and its digest sent. */
  PROOF_SENT,
  /** The receipt came, and nothing on this machine knows of it. */
  RECEIPT_SEEN
}
