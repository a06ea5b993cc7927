package autoupload.descriptor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * File descriptor of this process (open(2)), reached from the root without following a symbolic
 * link. A bind mount on the way is no link.
 */
public final class Descriptor implements Closeable {
  private static final Path OWN = Path.of("/proc/self/fd");

  /** Whose numbers {@link OpenCall} knows; others, such as MIPS and POWER, have others. */
  private static final Set<String> MACHINES =
      Set.of("amd64", "x86_64", "i386", "x86", "arm", "aarch64", "riscv64");

  private static final int ENOENT = 2;
  private static final int EACCES = 13;
  private static final int ENOTDIR = 20;
  private static final int ELOOP = 40;

  private final int number;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Descriptor(int number) {
    this.number = number;
  }

  /** Why there are none on this machine; empty if there are. Its first use loads JNA. */
  public static Optional<String> unsupportedBecause() {
    return Support.LACKING;
  }

  /** Support for descriptors on this machine, found out once. */
  private static final class Support {
    static final Optional<String> LACKING = lacking();

    private static Optional<String> lacking() {
      if (!MACHINES.contains(System.getProperty("os.arch"))) {
        return Optional.of("the calls of this kind of machine are not known");
      }
      Path root = Path.of("/");
      try (Descriptor held = ofFolder(root)) {
        return Files.isSameFile(held.path(), root)
            ? Optional.empty()
            : Optional.of("/proc/self/fd does not lead to open files");
      } catch (LinkageError e) {
        return Optional.of("no native library could be loaded (JNA)");
      } catch (IOException e) {
        return Optional.of("/proc is not mounted");
      }
    }
  }

  /** The folder, not opened for reading; an absolute path. */
  static Descriptor ofFolder(Path folder) throws IOException {
    return of(folder, OpenCall.FOLDER);
  }

  /** Whatever an absolute path leads to, not opened for reading; also a symbolic link. */
  static Descriptor ofAnything(Path path) throws IOException {
    return of(path, OpenCall.ANYTHING);
  }

  /** As {@link #ofFolder}, of a name in this folder. */
  Descriptor folder(String name) throws IOException {
    return in(name, OpenCall.FOLDER);
  }

  /** As {@link #ofAnything}, of a name in this folder. */
  Descriptor anything(String name) throws IOException {
    return in(name, OpenCall.ANYTHING);
  }

  /**
   * Opened for reading, without ever waiting for the other end of a pipe or the holder of a lease.
   *
   * @param file an absolute path, or one in a {@link HeldFolder}
   * @return empty if that fails, for whatever reason
   */
  public static Optional<Descriptor> forReading(Path file) {
    int number =
        file.startsWith(OWN)
            ? OpenCall.openIn(holder(file), file.getFileName(), OpenCall.READING)
            : OpenCall.open(file, OpenCall.READING);
    return number < 0 ? Optional.empty() : Optional.of(new Descriptor(number));
  }

  /** The folder's number in the path of what is in it. */
  private static int holder(Path inFolder) {
    return Integer.parseInt(inFolder.getName(OWN.getNameCount()).toString());
  }

  private static Descriptor of(Path path, int flags) throws IOException {
    return checked(OpenCall.open(path, flags), path);
  }

  private Descriptor in(String name, int flags) throws IOException {
    Path path = Path.of(name);
    return checked(OpenCall.openIn(number, path, flags), path);
  }

  private static Descriptor checked(int number, Path path) throws IOException {
    if (number < 0) {
      throw failure(path, OpenCall.lastError());
    }
    return new Descriptor(number);
  }

  private static IOException failure(Path path, int error) {
    return switch (error) {
      case ENOENT -> new NoSuchFileException(path.toString());
      case EACCES -> new AccessDeniedException(path.toString());
      case ENOTDIR, ELOOP ->
          new FileSystemException(path.toString(), null, "a folder on the way to it became a link");
      default -> new FileSystemException(path.toString(), null, "open(2) fails with " + error);
    };
  }

  /** Its number in this process. */
  public int number() {
    return number;
  }

  /** A path that leads to the very thing, whatever has become of its name (proc(5)). */
  Path path() {
    return OWN.resolve(Integer.toString(number));
  }

  @Override
  public void close() {
    if (!closed.getAndSet(true)) { // its number may be another's by now
      OpenCall.close(number);
    }
  }
}
