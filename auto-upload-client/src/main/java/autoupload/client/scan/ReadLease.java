package autoupload.client.scan;

import autoupload.descriptor.Descriptor;
import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Read lease (fcntl(2), F_SETLEASE), by which the kernel tells whether a file is open for writing:
 * it grants one only while nobody has the file so. The lease is given back at once. Whoever opens
 * the file for writing in those microseconds waits for it (or gets EWOULDBLOCK, if opening with
 * O_NONBLOCK), and the signal that the kernel then sends here is one that is ignored.
 *
 * <p>Its first use loads JNA and throws a {@link LinkageError} where that has no natives.
 */
final class ReadLease {
  /** Answer of the kernel. */
  enum Answer {
    WRITTEN,
    NOT_WRITTEN,
    /** Not our file and no CAP_LEASE, or a file system without leases. */
    UNKNOWN
  }

  // From fcntl.h and signal.h; the same on all machines that have a Descriptor.
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
    Optional<Descriptor> opened = Descriptor.forReading(file);
    if (opened.isEmpty()) {
      return answerToError();
    }
    try (Descriptor held = opened.get()) {
      int descriptor = held.number();
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
    }
  }

  private static Answer answerToError() {
    return Native.getLastError() == EAGAIN ? Answer.WRITTEN : Answer.UNKNOWN;
  }

  private static native int fcntl(int descriptor, int command, int argument);
}
