package autoupload.client.scan;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Words for why a file could not be read. */
public final class Reasons {
  private Reasons() {}

  /** A short reason in lower case, without the path, which the caller prints anyway. */
  public static String of(IOException failure) {
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NoSuchFileException) {
      return "gone meanwhile";
    }
    if (failure instanceof FileSystemException e && e.getReason() != null) {
      return e.getReason();
    }
    return String.valueOf(failure.getMessage());
  }
}
