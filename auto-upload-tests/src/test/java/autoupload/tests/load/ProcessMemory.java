package autoupload.tests.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory and threads of a process, from proc(5).
 *
 * @param resident megabytes now
 * @param peak the most megabytes that were resident at a time
 * @param threads how many of the kernel's threads it has
 */
record ProcessMemory(long resident, long peak, int threads) {
  static ProcessMemory of(long pid) throws IOException {
    return new ProcessMemory(
        number(pid, "VmRSS:") / 1024, number(pid, "VmHWM:") / 1024, (int) number(pid, "Threads:"));
  }

  private static long number(long pid, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no " + name + " in the status of a process");
  }

  @Override
  public String toString() {
    return resident + " MB resident (at most " + peak + "), " + threads + " threads";
  }
}
