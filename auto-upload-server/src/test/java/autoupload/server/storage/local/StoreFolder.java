package autoupload.server.storage.local;

import autoupload.server.storage.TestContent;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Folder of a store as its operator sees it. */
public record StoreFolder(Path root) {
  /** The regular files of a user, without what the store keeps for itself. */
  public Map<String, TestContent> files(String user) throws IOException {
    Path home = root.resolve(user);
    Map<String, TestContent> files = new TreeMap<>();
    for (Path path : below(home)) {
      String name = home.relativize(path).toString();
      if (!name.startsWith(".auto-upload")
          && !path.endsWith(ReservedNames.STORE_MARK)
          && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        files.put(name, new TestContent(Files.readAllBytes(path)));
      }
    }
    return files;
  }

  /** What a user's uploads under way, or interrupted ones, left. */
  public List<Path> partials(String user) throws IOException {
    Path folder = root.resolve(user).resolve(".auto-upload-partial");
    return below(folder).stream()
        .filter(path -> Files.isRegularFile(path) && !path.endsWith(ReservedNames.STORE_MARK))
        .toList();
  }

  /** Changes a byte of the only unfinished upload. */
  public void damagePartial(String user, long offset) throws IOException {
    Path part =
        partials(user).stream().filter(p -> p.toString().endsWith(".part")).findFirst().get();
    try (FileChannel file =
        FileChannel.open(part, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      file.read(one, offset);
      one.put(0, (byte) ~one.get(0)).flip();
      file.write(one, offset);
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.toList();
    }
  }
}
