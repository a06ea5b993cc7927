package autoupload.server.storage.local;

import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is left of uploads that will not go on. */
final class PartialSweep {
  private static final Logger LOG = LoggerFactory.getLogger(PartialSweep.class);

  private PartialSweep() {}

  /**
   * @param root the store's folder
   * @param open stems, in their folders, of uploads under way
   */
  static void run(Path root, Duration olderThan, Set<Path> open) {
    Instant before = Instant.now().minus(olderThan);
    try (DirectoryStream<Path> users =
        Files.newDirectoryStream(
            root, path -> !path.getFileName().toString().startsWith(UploadName.RESERVED_PREFIX))) {
      for (Path user : users) {
        Path partials = user.resolve(UserFolder.PARTIALS);
        if (Files.isDirectory(partials, LinkOption.NOFOLLOW_LINKS)) {
          sweep(partials, before, open);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("abandoned uploads could not be looked for folder={}", root, e);
    }
  }

  private static void sweep(Path partials, Instant before, Set<Path> open) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(partials)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        Path stem = partials.resolve(dot < 0 ? name : name.substring(0, dot));
        if (!open.contains(stem) && isOver(file, stem, before) && !open.contains(stem)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isOver(Path file, Path stem, Instant before) throws IOException {
    Optional<BasicFileAttributes> is = UserFolder.attributes(file);
    if (is.isEmpty()) {
      return false;
    }
    boolean part = file.getFileName().toString().endsWith(PartialFiles.PART);
    Path log = stem.resolveSibling(stem.getFileName() + PartialFiles.LOG);
    return is.get().lastModifiedTime().toInstant().isBefore(before)
        || (part && !Files.exists(log, LinkOption.NOFOLLOW_LINKS))
        || (part && !Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS).equals(1));
  }
}
