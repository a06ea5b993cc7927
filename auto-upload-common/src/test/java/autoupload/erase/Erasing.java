package autoupload.erase;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Process that erases files, to be killed at an {@link ErasePoint} or to be measured. */
final class Erasing {
  /** What the last look says no to. */
  static final String WRONG = "wrong";

  private Erasing() {}

  /**
   * Erases these files in this order, unless their names have {@link #WRONG} in them, and prints
   * what the kernel counted of this process (proc(5), {@code /proc/PID/io}).
   */
  public static void main(String[] args) throws IOException {
    Eraser eraser = new Eraser();
    for (String file : args) {
      eraser.erase(Path.of(file), (renamed, held) -> !file.contains(WRONG));
    }
    System.out.print(Files.readString(Path.of("/proc/self/io")));
  }
}
