package autoupload.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Detection of AES instructions in the CPU. Without them (a Raspberry Pi 4) ChaCha20 is several
 * times as fast.
 */
final class CpuAes {
  private static final boolean PRESENT = detect(Path.of("/proc/cpuinfo"));

  private CpuAes() {}

  static boolean isPresent() {
    return PRESENT;
  }

  /** Looks into a {@code /proc/cpuinfo} (proc(5)); one that cannot be read counts as a yes. */
  static boolean detect(Path cpuinfo) {
    try {
      return isIn(Files.readString(cpuinfo, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether a line {@code flags} (x86) or {@code Features} (ARM) has the word {@code aes}. */
  static boolean isIn(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
        .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
        .anyMatch("aes"::equals);
  }
}
