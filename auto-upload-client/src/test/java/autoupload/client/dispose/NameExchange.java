package autoupload.client.dispose;

import com.sun.jna.Native;
import java.nio.file.Path;

/** Exchange of two names in one step (renameat2(2), RENAME_EXCHANGE), which Java cannot do. */
final class NameExchange {
  private static final int AT_FDCWD = -100;
  private static final int RENAME_EXCHANGE = 2;

  static {
    Native.register(NameExchange.class, "c");
  }

  private NameExchange() {}

  /** Whether they are exchanged. */
  static boolean of(Path one, Path other) {
    return renameat2(AT_FDCWD, one.toString(), AT_FDCWD, other.toString(), RENAME_EXCHANGE) == 0;
  }

  private static native int renameat2(int at, String one, int otherAt, String other, int flags);
}
