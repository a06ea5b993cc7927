package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.wire.ErrorCode;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** What a failure of the file system means to the client. */
final class DiskErrors {
  private DiskErrors() {}

  static StorageException of(IOException cause) {
    if (cause instanceof StorageException known) {
      return known;
    }
    String reason = cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
    String words = String.valueOf(reason).toLowerCase(Locale.ROOT);
    // strerror(3) of ENOSPC, EDQUOT and ENAMETOOLONG: Java gives no number
    if (words.contains("no space left") || words.contains("quota exceeded")) {
      return new StorageException(ErrorCode.NO_SPACE, "the server's disk is full", cause);
    }
    if (words.contains("file name too long")) {
      return new StorageException(
          ErrorCode.NAME_INVALID, "the name is too long for the server's file system", cause);
    }
    return new StorageException(ErrorCode.STORAGE_FAILED, "the server's disk failed", cause);
  }
}
