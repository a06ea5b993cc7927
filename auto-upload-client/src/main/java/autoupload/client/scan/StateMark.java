package autoupload.client.scan;

import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.regex.Pattern;

/**
 * Marker file of a state folder, which is empty. A client knows by it the state of every job,
 * whoever runs it and under whatever path it is found, and keeps out: tickets to log in with and
 * locks are nobody's to upload or erase.
 */
public final class StateMark {
  /** How a client names the state folder of a job. */
  private static final Pattern JOB = Pattern.compile("[0-9a-f]{16}");

  private StateMark() {}

  /** Marks a folder, durably enough: whoever can find its other files finds the mark too. */
  public static void put(Path folder, FileAttribute<?>... attributes) throws IOException {
    try {
      Files.createFile(folder.resolve(ReservedNames.STATE_MARK), attributes);
    } catch (FileAlreadyExistsException e) {
      // It is marked.
    }
  }

  /** Whether the folder is the state of some job; also if it was made before there were marks. */
  static boolean isIn(Path folder) {
    return exists(folder, ReservedNames.STATE_MARK) || isUnmarked(folder);
  }

  /** Whether that is what a client names a job's folder; asks no file system. */
  static boolean isJobName(Path folder) {
    Path name = folder.getFileName();
    return name != null && JOB.matcher(name.toString()).matches();
  }

  private static boolean isUnmarked(Path folder) {
    return isJobName(folder)
        && exists(folder, "lock")
        && (exists(folder, "client-id") || exists(folder, "journal"));
  }

  private static boolean exists(Path folder, String name) {
    return Files.isRegularFile(folder.resolve(name), LinkOption.NOFOLLOW_LINKS);
  }
}
