package autoupload.client.seal;

import autoupload.failpoint.Halting;

/** Points of a seal's life at which a test may end the client as if the power went. */
public enum SealPoint implements Halting {
  /** A new seal was handed to the kernel, under a temporary name. */
  SEAL_WRITTEN,
  /** It is on the disk, under that name. */
  SEAL_FORCED,
  /** It has its own name, and the folder was not forced. */
  SEAL_NAMED,
  /** The folder was forced: bytes under the seal may leave. */
  SEAL_KEPT,
  /** What is to be sealed next was read, and its digest handed to the kernel. */
  SEGMENT_APPENDED,
  /** The digest is on the disk: what was read may be sealed and sent. */
  SEGMENT_FORCED,
  /** The seal's bytes were overwritten. */
  SEAL_WIPED,
  /** Its file is gone. */
  SEAL_REMOVED,
  /** The account's recipient was pinned. */
  RECIPIENT_PINNED
}
