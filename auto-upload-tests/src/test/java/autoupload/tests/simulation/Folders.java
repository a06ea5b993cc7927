package autoupload.tests.simulation;

import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Helpers to list and damage the files of a folder. */
final class Folders {
  private Folders() {}

  /**
   * Every file below a folder by its name; without what is Auto Upload's own, which may come and go
   * meanwhile.
   */
  static Map<String, byte[]> files(Path folder) {
    Map<String, byte[]> found = new TreeMap<>();
    if (!Files.exists(folder)) {
      return found;
    }
    try {
      Files.walkFileTree(folder, new Finder(folder, found));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** What a user's unfinished uploads have, but for what a stored file has too. */
  static List<Path> unfinished(Path user) {
    Path folder = user.resolve(ReservedNames.PREFIX + "-partial");
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(folder, "*.part")) {
      for (Path part : parts) {
        if (((Number) Files.getAttribute(part, "unix:nlink")).intValue() == 1) {
          found.add(part);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Collections.sort(found);
    return found;
  }

  /** Changes a byte of a file, if it has one. */
  static void flipByte(Path file, RandomGenerator random) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() > 0) {
        long at = random.nextLong(channel.size());
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, at);
        one.put(0, (byte) ~one.get(0)).flip();
        channel.write(one, at);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Map<String, byte[]> found;

    Finder(Path folder, Map<String, byte[]> found) {
      this.folder = folder;
      this.found = found;
    }

    private boolean isOwn(Path path) {
      return folder.relativize(path).toString().contains(ReservedNames.PREFIX);
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
      return isOwn(path) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) throws IOException {
      if (!isOwn(path) && attributes.isRegularFile()) {
        found.put(folder.relativize(path).toString(), Files.readAllBytes(path));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException cause) throws IOException {
      if (isOwn(path)) {
        return FileVisitResult.CONTINUE;
      }
      throw cause;
    }
  }
}
