package autoupload.server.storage.local;

import autoupload.files.AppendLog;
import autoupload.files.FileMode;
import autoupload.files.Folder;
import autoupload.files.Fsync;
import autoupload.files.Replace;
import autoupload.server.storage.StateLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Append-only text file, rewritten now and then. A line that a crash tore off at its end is
 * dropped. Only its owner may read it. Nobody else adds lines while this is open.
 */
final class LineFile implements StateLog {
  private final Replace replace;
  private final AppendLog log;
  private int lines;

  private LineFile(Path path, FileChannel channel, long sound, int lines) throws IOException {
    Fsync disk = new Fsync();
    this.replace = Replace.of(path, disk, Optional.empty());
    this.log = new AppendLog(channel, sound, disk);
    this.lines = lines;
  }

  /** Opens or makes the file, whose folder must exist, and hands over each line there is. */
  static LineFile open(Path path, Consumer<String> lines) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                LinkOption.NOFOLLOW_LINKS),
            FileMode.OWNER_ONLY);
    try {
      Folder.force(path.getParent());
      byte[] bytes = Channels.newInputStream(channel).readAllBytes();
      int sound = bytes.length;
      while (sound > 0 && bytes[sound - 1] != '\n') {
        sound--;
      }
      List<String> found = new String(bytes, 0, sound, StandardCharsets.UTF_8).lines().toList();
      found.forEach(lines);
      return new LineFile(path, channel, sound, found.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int size() {
    return lines;
  }

  @Override
  public void append(String line) throws IOException {
    log.append(StandardCharsets.UTF_8.encode(line + "\n"));
    lines++;
  }

  @Override
  public boolean compareAndAppend(String line) throws IOException {
    append(line);
    log.force();
    return true;
  }

  @Override
  public void replace(Collection<String> all) throws IOException {
    ByteBuffer bytes =
        StandardCharsets.UTF_8.encode(all.isEmpty() ? "" : String.join("\n", all) + "\n");
    log.rewrite(replace, file -> Replace.writeAll(file, bytes));
    lines = all.size();
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
