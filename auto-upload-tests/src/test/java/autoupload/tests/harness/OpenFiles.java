package autoupload.tests.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Open files of a process (proc(5), /proc/PID/fd). */
final class OpenFiles {
  private OpenFiles() {}

  /** Whether it is a file whose path has that text in it; a process that is gone holds none. */
  static boolean haveOneIn(long pid, String text) {
    File[] descriptors = new File("/proc/" + pid + "/fd").listFiles();
    if (descriptors == null) {
      return false;
    }
    for (File descriptor : descriptors) {
      if (target(descriptor.toPath()).contains(text)) {
        return true;
      }
    }
    return false;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed in the meantime
    }
  }
}
