package autoupload.operator;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Plain words for an {@link IOException}, whose own message is often nothing but a path. */
public final class IoReason {
  private IoReason() {}

  /** Why it failed, in lower case and without the path, such as "permission denied". */
  public static String of(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a folder";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (failure instanceof FileSystemException system && system.getReason() != null) {
      return startLower(system.getReason());
    }
    if (failure.getMessage() == null) {
      return failure.getClass().getSimpleName();
    }
    if (failure instanceof FileNotFoundException) {
      return failure.getMessage(); // it begins with the path
    }
    return startLower(failure.getMessage());
  }

  /** Whether the disk, or what this user may have of it, is full. */
  public static boolean isNoRoom(IOException failure) {
    String reason = of(failure);
    return reason.startsWith("no space left") || reason.startsWith("disk quota exceeded");
  }

  /** As {@link #of}, after the path where the exception knows it. */
  public static String withPath(IOException failure) {
    return failure instanceof FileSystemException system && system.getFile() != null
        ? system.getFile() + ": " + of(failure)
        : of(failure);
  }

  /** The system writes "No space left on device": lower the first letter, but leave "I/O error". */
  private static String startLower(String reason) {
    return reason.length() > 1 && Character.isLowerCase(reason.charAt(1))
        ? Character.toLowerCase(reason.charAt(0)) + reason.substring(1)
        : reason;
  }
}
