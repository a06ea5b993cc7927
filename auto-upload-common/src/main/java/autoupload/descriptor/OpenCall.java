package autoupload.descriptor;

import com.sun.jna.Native;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/**
 * System call that opens a path without following any symbolic link on it: openat2(2) with
 * RESOLVE_NO_SYMLINKS where the kernel has it (Linux 5.6 and later, unless a sandbox forbids it),
 * else openat(2) component by component.
 *
 * <p>Its first use loads JNA and throws a {@link LinkageError} where that has no natives.
 */
final class OpenCall {
  // From fcntl.h; three of them are others on ARM.
  private static final boolean IS_ARM =
      Set.of("arm", "aarch64").contains(System.getProperty("os.arch"));
  private static final int O_RDONLY = 0;
  private static final int O_NONBLOCK = 04000;
  private static final int O_DIRECTORY = IS_ARM ? 040000 : 0200000;
  private static final int O_NOFOLLOW = IS_ARM ? 0100000 : 0400000;
  private static final int O_LARGEFILE = IS_ARM ? 0400000 : 0100000;
  private static final int O_CLOEXEC = 02000000;
  private static final int O_PATH = 010000000;

  /** A folder, to reach what is in it. */
  static final int FOLDER = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

  /** What has the name, to look at it or to open it for good. */
  static final int ANYTHING = O_PATH | O_NOFOLLOW | O_CLOEXEC;

  /** A file, to read it. */
  static final int READING = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_LARGEFILE | O_CLOEXEC;

  private static final int AT_FDCWD = -100;
  private static final int SYS_OPENAT2 = 437;
  private static final long RESOLVE_NO_SYMLINKS = 4;
  private static final int EPERM = 1;
  private static final int ENOSYS = 38;

  /** Bytes of {@code struct open_how}. */
  private static final int HOW_BYTES = 24;

  private static volatile boolean hasOpenat2 = true;

  static {
    Native.register(OpenCall.class, "c");
  }

  private OpenCall() {}

  /**
   * Opens an absolute path.
   *
   * @return the descriptor; negative if it fails, and {@link #lastError} says why
   */
  static int open(Path path, int flags) {
    if (hasOpenat2) {
      int opened =
          syscall(
              SYS_OPENAT2,
              AT_FDCWD,
              cString(path),
              new long[] {flags, 0, RESOLVE_NO_SYMLINKS},
              HOW_BYTES);
      if (opened >= 0 || (lastError() != ENOSYS && lastError() != EPERM)) {
        return opened;
      }
      hasOpenat2 = false;
    }
    return openByComponent(path, flags);
  }

  /** As {@link #open}, as older kernels do it. */
  static int openByComponent(Path path, int flags) {
    int folder = openat(AT_FDCWD, cString(path.getRoot()), FOLDER);
    int left = path.getNameCount();
    for (Path name : path) {
      if (folder < 0) {
        return folder;
      }
      left--;
      int next = openIn(folder, name, left == 0 ? flags : FOLDER);
      int error = lastError();
      close(folder);
      Native.setLastError(error);
      folder = next;
    }
    return folder;
  }

  /** Opens a name of one component in a folder. */
  static int openIn(int folder, Path name, int flags) {
    return openat(folder, cString(name), flags);
  }

  static int lastError() {
    return Native.getLastError();
  }

  /**
   * The name's own bytes. They are UTF-8, because the commands see to it that they run in such a
   * locale; one that is not is taken from its URI, which has it byte by byte.
   */
  private static byte[] cString(Path path) {
    String text = path.toString();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') >= 0) {
      bytes = bytesOfUri(path);
    }
    return Arrays.copyOf(bytes, bytes.length + 1);
  }

  private static byte[] bytesOfUri(Path path) {
    Path absolute = path.isAbsolute() ? path : Path.of("/").resolve(path);
    String uri = absolute.toUri().getRawPath();
    byte[] bytes = new byte[uri.length()];
    int length = 0;
    for (int i = path.isAbsolute() ? 0 : 1; i < uri.length(); i++) {
      if (uri.charAt(i) == '%') {
        bytes[length++] = (byte) Integer.parseInt(uri.substring(i + 1, i + 3), 16);
        i += 2;
      } else {
        bytes[length++] = (byte) uri.charAt(i);
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  private static native int syscall(int number, int at, byte[] path, long[] how, int bytes);

  private static native int openat(int at, byte[] path, int flags);

  static native int close(int descriptor);
}
