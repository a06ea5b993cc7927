package autoupload.client.scan;

import autoupload.failpoint.Watched;

/** Points on the way to a source file at which a test may exchange it for another. */
public enum SourcePoint implements Watched {
  /** A folder was found, and was not opened. */
  FOLDER_FOUND,
  /** A folder was opened, and nothing of it was listed. */
  FOLDER_OPENED,
  /** A file was reached and is the right one, and was not opened. */
  SOURCE_HELD,
  /** It was opened, and nothing of it was read. */
  SOURCE_OPENED,
  /** It was read, and is still the right one. */
  SOURCE_CHECKED
}
