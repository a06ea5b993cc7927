package autoupload.credentials;

import autoupload.operator.OperatorError;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * File under an exclusive kernel lock ({@code fcntl(2)}), where holders replace the file by another
 * of the same name: the lock is of the file that has the name now.
 *
 * <p>Only one may be open in a process at a time, and nothing else in the process may open the file
 * meanwhile: closing any descriptor of it drops the lock.
 */
final class LockedFile implements AutoCloseable {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final int MAX_LINKS = 40;

  private final Path path;
  private final FileChannel channel;

  private LockedFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Waits for the lock as long as others hold it.
   *
   * @param create makes an empty file, with {@code attributes}, where there is none
   * @throws NoSuchFileException if there is no file and none is to be made, or no folder for it
   */
  static LockedFile open(Path file, boolean create, FileAttribute<?> attributes)
      throws IOException {
    Set<StandardOpenOption> options =
        new HashSet<>(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    if (create) {
      options.add(StandardOpenOption.CREATE);
    }
    while (true) {
      if (Files.exists(file) && !Files.isRegularFile(file)) {
        throw OperatorError.usage("password file " + file + " is not a file: correct the path");
      }
      Path path = followLinks(file);
      FileChannel channel = FileChannel.open(path, options, attributes);
      boolean current = false;
      try {
        channel.lock();
        current = path.equals(followLinks(file)) && isOpenHere(path);
      } finally {
        if (!current) {
          channel.close();
        }
      }
      if (current) {
        return new LockedFile(path, channel);
      }
    }
  }

  /** The file itself, absolute, no link. */
  Path path() {
    return path;
  }

  /** All bytes, read through the locked descriptor. */
  byte[] content() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, bytes.position()) < 0) {
        throw new EOFException("somebody shortened it while it was read");
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /**
   * Like {@link Path#toRealPath}, but the last link may lead to a file that is still to be made.
   */
  private static Path followLinks(Path file) throws IOException {
    Path path = file.toAbsolutePath();
    for (int links = 0; links <= MAX_LINKS; links++) {
      path = path.getParent().toRealPath().resolve(path.getFileName());
      if (!Files.isSymbolicLink(path)) {
        return path;
      }
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    throw new FileSystemLoopException(file.toString());
  }

  /**
   * Whether the file that has the name now is one this process has open, which can only be the one
   * just locked. Java tells a descriptor's inode in no other way; and as long as it is open, no
   * other file can have got that inode number.
   */
  private static boolean isOpenHere(Path path) throws IOException {
    if (!Files.isDirectory(DESCRIPTORS)) {
      throw new IOException("/proc is not mounted, and the lock needs it");
    }
    Optional<Object> wanted = identity(path);
    boolean found = false;
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        found |= wanted.isPresent() && identity(descriptor).equals(wanted);
      }
    }
    return found;
  }

  /** Device and inode; nothing where there is no file behind the path (any more). */
  private static Optional<Object> identity(Path path) {
    try {
      return Optional.of(Files.readAttributes(path, BasicFileAttributes.class).fileKey());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
