package autoupload.erase;

import autoupload.failpoint.Halting;

/** Points of an erasure at which a test may end the process as if the power went. */
public enum ErasePoint implements Halting {
  /** The folder for a file with a very long name exists and is empty. */
  PARKING_FOLDER_MADE,
  /** The file is out of the way and was not looked at. */
  PARKED,
  /** It is the right file, and its name does not say so yet. */
  LAST_LOOKED,
  /** Its name says that it is being erased; the folder was not forced. */
  MARKED,
  /** The folder was forced: from here on the file is lost to its owner. */
  MARK_FORCED,
  /** Some of its bytes are overwritten. */
  BLOCK_OVERWRITTEN,
  /** All of its bytes are overwritten, and were not forced. */
  OVERWRITTEN,
  /** The random data is on the disk. */
  OVERWRITING_FORCED,
  /** The file is removed, and its folder was not forced. */
  SOURCE_REMOVED,
  /** The folder was forced: nothing is left. */
  REMOVAL_FORCED,
  /** A parked file has its old name again, beside that which it had meanwhile. */
  NAMED_AGAIN,
  /** A parked file has its old name only, and its folder was not forced. */
  PUT_BACK,
  /** The folder was forced: the file is where it was. */
  PUT_BACK_FORCED
}
