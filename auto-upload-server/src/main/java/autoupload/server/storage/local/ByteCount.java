package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One look at every file of a user. Follows no symlink, and passes over what it may not read. */
final class ByteCount extends SimpleFileVisitor<Path> {
  private static final Logger LOG = LoggerFactory.getLogger(ByteCount.class);

  private final UserFolder user;
  private final Predicate<Path> isOpen;
  private long bytes;

  /**
   * @param isOpen whether somebody is at work on a temporary file: it is left out then
   */
  ByteCount(UserFolder user, Predicate<Path> isOpen) {
    this.user = user;
    this.isOpen = isOpen;
  }

  /** The sum of their lengths; 0 if there is no such folder. */
  long run() throws StorageException {
    try {
      Files.walkFileTree(user.home(), this);
      return bytes;
    } catch (IOException e) {
      throw Failures.of(e, user.home().getParent());
    }
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isRegularFile() && !isLeftOut(file)) {
      bytes += attributes.size();
    }
    return FileVisitResult.CONTINUE;
  }

  /** The mark, and the logs beside unfinished uploads, are the server's affair, and small. */
  private boolean isLeftOut(Path file) {
    if (file.getParent().equals(user.partials())) {
      return file.toString().endsWith(PartialFiles.LOG) || isOpen.test(file);
    }
    return file.equals(StoreMark.in(user.home()));
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException cause) throws IOException {
    if (cause instanceof AccessDeniedException) {
      LOG.atWarn().setMessage("not counted for the quota").addKeyValue("cause", cause).log();
    } else if (!(cause instanceof NoSuchFileException)) { // that was taken away meanwhile
      throw cause; // too little must not pass for the sum
    }
    return FileVisitResult.CONTINUE;
  }
}
