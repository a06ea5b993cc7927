package autoupload.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Name of this machine in the server's log. */
final class DeviceName {
  private DeviceName() {}

  /** The host name as the kernel has it; never a look-up in the network, which may be away. */
  static String ofThisMachine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
