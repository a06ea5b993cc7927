package autoupload.mount;

import java.nio.file.Path;

/**
 * Mount, a line of {@code /proc/self/mountinfo} (proc(5)).
 *
 * @param id tells it from every other one that there is at the same time
 * @param device its device as {@code major:minor}; major 0 if it has none of its own
 * @param point where it is mounted
 * @param type the kind of file system, such as {@code ext4}
 * @param source what is mounted, such as {@code /dev/sda1}
 * @param options those of the file system
 */
public record Mount(int id, String device, Path point, String type, String source, String options) {
  /**
   * @throws IllegalArgumentException if it is no such line
   */
  static Mount parse(String line) {
    String[] halves = line.split(" - ", 2);
    String[] before = halves[0].split(" ", -1);
    String[] after = halves[halves.length - 1].split(" ", -1);
    if (halves.length < 2 || before.length < 6 || after.length < 3) {
      throw new IllegalArgumentException("not a line of mountinfo: " + line);
    }
    return new Mount(
        Integer.parseInt(before[0]),
        before[2],
        Path.of(unescape(before[4])),
        after[0],
        unescape(after[1]),
        after[2]);
  }

  /** Blanks and the like are written as octal numbers there. */
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }

  /** Whether it has a device of its own, and not only a number that the kernel made up. */
  public boolean hasDevice() {
    return !device.startsWith("0:");
  }
}
