package autoupload.client.journal;

/**
 * Status of a file's upload, as the journal knows it of the file as it is now: confirmed by the
 * server, in this run or an earlier one, or not.
 */
public sealed interface UploadStatus permits UploadStatus.Unconfirmed, ConfirmedFile {
  /** Status of a file that the server did not confirm. */
  enum Unconfirmed implements UploadStatus {
    /** Never tried, or to be tried again. */
    PENDING,
    /** Failed so often that it is left alone for now. */
    RESTING
  }

  /** Whether the server said that it has it. Enough to leave the file alone, not to erase it. */
  default boolean isConfirmed() {
    return this instanceof ConfirmedFile;
  }
}
