package autoupload.server.storage.local;

import autoupload.server.storage.StorageException;
import autoupload.server.storage.Usage;
import autoupload.upload.ReservedNames;
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

/**
 * Directory walk that adds up what all files and folders of a user take. It follows no symlink, and
 * passes over what it may not read.
 */
final class UsageWalk extends SimpleFileVisitor<Path> {
  private static final Logger LOG = LoggerFactory.getLogger(UsageWalk.class);

  private final UserFolder user;
  private final Predicate<Path> isOpen;
  private Usage usage = Usage.NONE;

  /**
   * @param isOpen whether somebody is at work on a temporary file: it is left out then
   */
  UsageWalk(UserFolder user, Predicate<Path> isOpen) {
    this.user = user;
    this.isOpen = isOpen;
  }

  /** What they take; nothing if there is no such folder. */
  Usage run() throws StorageException {
    try {
      Files.walkFileTree(user.home(), this);
      return usage;
    } catch (IOException e) {
      throw StorageErrors.of(e, user.home().getParent());
    }
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (folder.equals(user.home()) || folder.equals(user.partials())) {
      return FileVisitResult.CONTINUE;
    }
    if (isOurs(folder)) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    usage = usage.plus(Usage.ofFolders(1));
    return FileVisitResult.CONTINUE;
  }

  /** Marks, and what else the server keeps there for itself. */
  private static boolean isOurs(Path path) {
    return ReservedNames.isReserved(path.getFileName().toString());
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
    if (attributes.isRegularFile() && !isLeftOut(file)) {
      usage = usage.plus(Usage.ofFile(attributes.size()));
    }
    return FileVisitResult.CONTINUE;
  }

  /** The logs beside unfinished uploads are the server's affair, and small. */
  private boolean isLeftOut(Path file) {
    if (isOurs(file)) {
      return true;
    }
    return file.getParent().equals(user.partials())
        && (file.toString().endsWith(PartialFiles.LOG) || isOpen.test(file));
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
