package autoupload.tests.simulation;

import autoupload.upload.UploadName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.TreeMap;

/** Looks into folders. */
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

  private static final class Finder extends SimpleFileVisitor<Path> {
    private final Path folder;
    private final Map<String, byte[]> found;

    Finder(Path folder, Map<String, byte[]> found) {
      this.folder = folder;
      this.found = found;
    }

    private boolean isOwn(Path path) {
      return folder.relativize(path).toString().contains(UploadName.RESERVED_PREFIX);
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
