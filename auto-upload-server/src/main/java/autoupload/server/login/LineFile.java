package autoupload.server.login;

import autoupload.files.Folder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Append-only text file, rewritten now and then. A line that a crash tore off at its end is
 * dropped. Only its owner may read it. Not safe for use by several threads.
 */
final class LineFile implements AutoCloseable {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private FileChannel channel;
  private long length;
  private int lines;

  private LineFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.length = channel.size();
  }

  /** Opens it, making it if there is none; its folder must exist. */
  static LineFile open(Path path) throws IOException {
    LineFile opened =
        new LineFile(
            path,
            FileChannel.open(
                path,
                Set.of(
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE,
                    LinkOption.NOFOLLOW_LINKS),
                OWNER_ONLY));
    Folder.force(path.getParent());
    return opened;
  }

  /** The lines there are, in their order. Called once, before anything is added. */
  List<String> read() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(length));
    while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
      // on to the end
    }
    String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
    int end = bytes.position();
    while (end > 0 && bytes.get(end - 1) != '\n') {
      end--;
    }
    cutTo(end);
    List<String> found = text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    lines = found.size();
    return found;
  }

  /** How many lines there are. */
  int size() {
    return lines;
  }

  /** Adds a line, which a crash of the process leaves there, and a crash of the machine may not. */
  void append(String line) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
    long end = length;
    try {
      while (bytes.hasRemaining()) {
        end += channel.write(bytes, end);
      }
    } catch (IOException e) {
      cutTo(length); // half a line, as on a full disk, must not run into the next one
      throw e;
    }
    length = end;
    lines++;
  }

  /** Returns once all lines would survive a power cut. */
  void force() throws IOException {
    channel.force(true);
  }

  /** Writes it anew with these lines, durably; at every moment there is the old or the new one. */
  void replace(Collection<String> all) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Set<StandardOpenOption> create =
        Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    FileChannel written = FileChannel.open(fresh, create, OWNER_ONLY);
    try {
      ByteBuffer bytes =
          StandardCharsets.UTF_8.encode(all.isEmpty() ? "" : String.join("\n", all) + "\n");
      while (bytes.hasRemaining()) {
        written.write(bytes);
      }
      written.force(true);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      written.close();
      throw e;
    }
    channel.close();
    channel = written;
    length = written.size();
    lines = all.size();
    Folder.force(path.getParent());
  }

  private void cutTo(long size) throws IOException {
    channel.truncate(size);
    length = size;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
