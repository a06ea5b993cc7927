package autoupload.server.storage.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * Metadata of a file from lstat(2); a symlink is never followed. While two of these are equal the
 * content is the same: whatever changes it changes {@code changed} (ctime) too.
 */
record FileStat(
    Kind kind, long device, long inode, int links, long size, FileTime modified, FileTime changed) {
  enum Kind {
    FILE,
    FOLDER,
    OTHER
  }

  /** Device and inode number of a file, whatever its name and content. */
  record Inode(long device, long inode) {}

  private static final String ATTRIBUTES =
      "unix:isRegularFile,isDirectory,dev,ino,nlink,size,lastModifiedTime,ctime";

  /** The facts; empty if nothing has this name. */
  static Optional<FileStat> of(Path path) throws IOException {
    Map<String, Object> found;
    try {
      found = Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(
        new FileStat(
            kind(found),
            ((Number) found.get("dev")).longValue(),
            ((Number) found.get("ino")).longValue(),
            ((Number) found.get("nlink")).intValue(),
            ((Number) found.get("size")).longValue(),
            (FileTime) found.get("lastModifiedTime"),
            (FileTime) found.get("ctime")));
  }

  private static Kind kind(Map<String, Object> found) {
    if ((Boolean) found.get("isRegularFile")) {
      return Kind.FILE;
    }
    return (Boolean) found.get("isDirectory") ? Kind.FOLDER : Kind.OTHER;
  }

  boolean isFile() {
    return kind == Kind.FILE;
  }

  boolean isFolder() {
    return kind == Kind.FOLDER;
  }

  Inode identity() {
    return new Inode(device, inode);
  }
}
