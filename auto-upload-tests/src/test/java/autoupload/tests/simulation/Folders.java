package autoupload.tests.simulation;

import autoupload.upload.UploadName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Looks into folders. */
final class Folders {
  private Folders() {}

  /** Every file below a folder by its name; without what is Auto Upload's own. */
  static Map<String, byte[]> files(Path folder) {
    Map<String, byte[]> found = new TreeMap<>();
    if (!Files.exists(folder)) {
      return found;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = folder.relativize(path).toString();
        if (!name.contains(UploadName.RESERVED_PREFIX) && Files.isRegularFile(path)) {
          found.put(name, Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
