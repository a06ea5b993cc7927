package autoupload.cli;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * System call {@code execve(2)} of this very program. The only class of this package that needs
 * JNA, so that commands which never come here do not load it.
 */
final class Execve {
  private static final int PATH_MAX = 4096;

  private Execve() {}

  /**
   * Replaces this process by a new start of the same program with the same arguments, byte for
   * byte, and the same environment in which {@code settings}, each {@code NAME=value} in ASCII,
   * replace their namesakes.
   *
   * @throws IOException always, if it returns at all: the system refused
   */
  static void again(String... settings) throws IOException {
    List<byte[]> arguments = split(Files.readAllBytes(Path.of("/proc/self/cmdline")));
    List<byte[]> environment = split(Files.readAllBytes(Path.of("/proc/self/environ")));
    for (String setting : settings) {
      String name = setting.substring(0, setting.indexOf('=') + 1);
      environment.removeIf(
          entry -> new String(entry, StandardCharsets.ISO_8859_1).startsWith(name));
      environment.add(setting.getBytes(StandardCharsets.US_ASCII));
    }
    try (CStrings argv = new CStrings(arguments);
        CStrings envp = new CStrings(environment)) {
      libc("execve").invokeInt(new Object[] {executable(), argv.table, envp.table});
    }
    throw new IOException("execve refused");
  }

  /** The path of the running binary with a NUL; the java launcher finds its home from it. */
  private static byte[] executable() throws IOException {
    byte[] link = "/proc/self/exe\0".getBytes(StandardCharsets.US_ASCII);
    byte[] path = new byte[PATH_MAX];
    int length =
        libc("readlink").invokeInt(new Object[] {link, path, new NativeLong(PATH_MAX - 1)});
    if (length <= 0) {
      throw new IOException("readlink refused");
    }
    return Arrays.copyOf(path, length + 1);
  }

  private static Function libc(String name) {
    return Function.getFunction("c", name);
  }

  /** The strings in {@code bytes}, each of which ends with a NUL. */
  private static List<byte[]> split(byte[] bytes) {
    List<byte[]> strings = new ArrayList<>();
    ByteArrayOutputStream string = new ByteArrayOutputStream();
    for (byte b : bytes) {
      if (b == 0) {
        strings.add(string.toByteArray());
        string.reset();
      } else {
        string.write(b);
      }
    }
    return strings;
  }

  /** C array of C strings that ends with NULL, as execve takes it. */
  private static final class CStrings implements AutoCloseable {
    private final List<Memory> strings = new ArrayList<>();
    private final Memory table;

    CStrings(List<byte[]> values) {
      table = new Memory((values.size() + 1L) * Native.POINTER_SIZE);
      for (byte[] value : values) {
        Memory string = new Memory(value.length + 1L);
        string.write(0, value, 0, value.length);
        string.setByte(value.length, (byte) 0);
        table.setPointer((long) strings.size() * Native.POINTER_SIZE, string);
        strings.add(string);
      }
      table.setPointer((long) strings.size() * Native.POINTER_SIZE, Pointer.NULL);
    }

    @Override
    public void close() {
      strings.forEach(Memory::close);
      table.close();
    }
  }
}
