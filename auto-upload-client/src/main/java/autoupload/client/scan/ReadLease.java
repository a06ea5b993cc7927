package autoupload.client.scan;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Asks the kernel whether a file is open for writing: it grants a read lease (fcntl(2), F_SETLEASE)
 * only while nobody has it so. The lease is given back at once. Whoever opens the file for writing
 * in those microseconds waits for it (or gets EWOULDBLOCK, if opening with O_NONBLOCK), and the
 * signal that the kernel then sends here is one that is ignored.
 *
 * <p>Its first use loads JNA and throws a {@link LinkageError} where that has no natives.
 */
final class ReadLease {
  /** What the kernel says. */
  enum Answer {
    WRITTEN,
    NOT_WRITTEN,
    /** Not our file and no CAP_LEASE, or a file system without leases. */
    UNKNOWN
  }

  // From fcntl.h and signal.h; the same on all machines that OpenForWriting names.
  private static final int O_RDONLY = 0;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;

  /** The two have each other's bits on x86 and on ARM. */
  private static final int O_NOFOLLOW_AND_O_LARGEFILE = 0500000;

  private static final int F_SETSIG = 10;
  private static final int F_SETLEASE = 1024;
  private static final int F_RDLCK = 0;
  private static final int F_UNLCK = 2;
  private static final int EAGAIN = 11;
  private static final int SIGURG = 23;

  static {
    Native.register(ReadLease.class, "c");
  }

  private ReadLease() {}

  /** Asks about one file; the answer may be old when it arrives. */
  static Answer ask(Path file) {
    // Never wait: for a pipe that took the name, or for the holder of a write lease.
    int flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOFOLLOW_AND_O_LARGEFILE;
    int descriptor = open(cString(file), flags);
    if (descriptor < 0) {
      return answerToError();
    }
    try {
      // Its default, SIGIO, would end the JVM. A descriptor that a fork takes along is harmless:
      // the lease belongs to the open file, and F_UNLCK ends it for all its descriptors.
      if (fcntl(descriptor, F_SETSIG, SIGURG) != 0) {
        return Answer.UNKNOWN;
      }
      if (fcntl(descriptor, F_SETLEASE, F_RDLCK) != 0) {
        return answerToError();
      }
      fcntl(descriptor, F_SETLEASE, F_UNLCK);
      return Answer.NOT_WRITTEN;
    } finally {
      close(descriptor);
    }
  }

  private static Answer answerToError() {
    return Native.getLastError() == EAGAIN ? Answer.WRITTEN : Answer.UNKNOWN;
  }

  /** Names are UTF-8 here, because the commands see to it that they run in such a locale. */
  private static byte[] cString(Path file) {
    byte[] name = file.toString().getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(name, name.length + 1);
  }

  private static native int open(byte[] path, int flags);

  private static native int fcntl(int descriptor, int command, int argument);

  private static native int close(int descriptor);
}
