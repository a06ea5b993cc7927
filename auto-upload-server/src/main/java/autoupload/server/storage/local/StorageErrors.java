package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.upload.RefusalCode;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Mapping of I/O errors to refusals. */
final class StorageErrors {
  /** With less than this left, in bytes, a failure is taken to come from the full disk. */
  private static final long AS_GOOD_AS_FULL = 64 << 10;

  private StorageErrors() {}

  /**
   * The refusal for a failure of a call on {@code near} or something in it. The kernel's own words
   * depend on the locale, so a full disk is also recognised by its free space.
   */
  static StorageException of(IOException failure, Path near) {
    if (failure instanceof StorageException refusal) {
      return refusal;
    }
    String reason = reason(failure);
    if (isExhausted(failure)) {
      return new StorageException(
          RefusalCode.EXHAUSTED,
          "the server has no file descriptor left: close connections, or raise its limit",
          failure);
    }
    if (reason.contains("No space left") || reason.contains("quota exceeded") || isFull(near)) {
      return new StorageException(
          RefusalCode.NO_SPACE, "the server's disk is full: free space there", failure);
    }
    if (reason.contains("File name too long")) {
      return new StorageException(
          RefusalCode.NAME_INVALID,
          "the name is too long for the server's file system: shorten it",
          failure);
    }
    return new StorageException(
        RefusalCode.STORAGE_FAILED, "the server's disk: " + reason, failure);
  }

  /** Whether there was no file descriptor left for it. */
  static boolean isExhausted(IOException failure) {
    return reason(failure).contains("Too many open files");
  }

  static StorageException conflict(String message) {
    return new StorageException(RefusalCode.NAME_CONFLICT, message);
  }

  /** Another content has a name of which no variant is valid. */
  static StorageException noVariant() {
    return conflict(
        "another content has this name on the server, and the folders of the name are too long to"
            + " keep a second one beside it: shorten them");
  }

  private static boolean isFull(Path near) {
    File file = near.toFile();
    return file.getTotalSpace() > 0 && file.getUsableSpace() < AS_GOOD_AS_FULL;
  }

  /** The kernel's reason without the path, which is none of the client's business. */
  private static String reason(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "a file or folder was taken away meanwhile";
    }
    String reason = failure instanceof FileSystemException e ? e.getReason() : failure.getMessage();
    return Optional.ofNullable(reason).orElse(failure.getClass().getSimpleName());
  }
}
