package autoupload.forgetful;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/** Attributes of a node, as stat(2) gives them. */
record ForgetfulAttributes(
    boolean isDirectory,
    Key fileKey,
    int links,
    long size,
    FileTime lastModifiedTime,
    FileTime changed)
    implements BasicFileAttributes {
  /** Device and inode. */
  record Key(long device, long number) {}

  static ForgetfulAttributes of(ForgetfulDisk disk, Node node) {
    return new ForgetfulAttributes(
        node instanceof FolderNode,
        new Key(disk.device(), node.number()),
        node.links(),
        node instanceof FileNode file ? file.seen().size() : 0,
        FileTime.from(node.modified()),
        FileTime.from(node.changed()));
  }

  Map<String, Object> byName() {
    return Map.of(
        "isRegularFile", isRegularFile(),
        "isDirectory", isDirectory,
        "dev", fileKey.device(),
        "ino", fileKey.number(),
        "fileKey", fileKey,
        "nlink", links,
        "size", size,
        "lastModifiedTime", lastModifiedTime,
        "ctime", changed);
  }

  @Override
  public boolean isRegularFile() {
    return !isDirectory;
  }

  @Override
  public FileTime lastAccessTime() {
    return lastModifiedTime;
  }

  @Override
  public FileTime creationTime() {
    return lastModifiedTime;
  }

  @Override
  public boolean isSymbolicLink() {
    return false;
  }

  @Override
  public boolean isOther() {
    return false;
  }

  /** Attribute view of a path; it sets the modification time. */
  record View(ForgetfulFileSystem fileSystem, Path path) implements BasicFileAttributeView {
    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return fileSystem.provider().readAttributes(path, BasicFileAttributes.class);
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created)
        throws IOException {
      fileSystem.change(
          ForgetfulDisk.Step.SET_TIMES,
          disk -> {
            ForgetfulProvider.need(disk, path).setModified(modified.toInstant(), disk.now());
            return path;
          });
    }
  }
}
