package autoupload.client.journal;

import autoupload.failpoint.Halting;

/** Points of the journal's life at which a test may end the client as if the power went. */
public enum JournalPoint implements Halting {
  /** A new journal has its first bytes, and was not forced. */
  JOURNAL_MADE,
  /** A record was handed to the kernel. */
  RECORD_APPENDED,
  /** The records so far are on the disk. */
  RECORDS_FORCED,
  /** A receipt was handed to the kernel; the source may go next. */
  RECEIPT_JOURNALLED,
  /** The receipt and the intention to erase are on the disk. */
  ERASING_JOURNALLED,
  /** That the source is gone was handed to the kernel. */
  GONE_JOURNALLED,
  /** The compacted journal is complete beside the old one, and was not forced. */
  COMPACTION_WRITTEN,
  /** It is on the disk, beside the old one. */
  COMPACTION_FORCED,
  /** It took the old one's place, and the folder was not forced. */
  COMPACTION_RENAMED,
  /** The folder was forced. */
  COMPACTION_FOLDER_FORCED
}
