package autoupload.forgetful;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * Path on a forgetful disk.
 *
 * @param name the same path of the default file system, which knows how paths are put together
 */
record ForgetfulPath(ForgetfulFileSystem fileSystem, Path name) implements Path {
  private ForgetfulPath of(Path other) {
    return other == null ? null : new ForgetfulPath(fileSystem, other);
  }

  private static Path plain(Path other) {
    return other instanceof ForgetfulPath path ? path.name : other;
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return name.isAbsolute();
  }

  @Override
  public Path getRoot() {
    return of(name.getRoot());
  }

  @Override
  public Path getFileName() {
    return of(name.getFileName());
  }

  @Override
  public Path getParent() {
    return of(name.getParent());
  }

  @Override
  public int getNameCount() {
    return name.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return of(name.getName(index));
  }

  @Override
  public Path subpath(int from, int to) {
    return of(name.subpath(from, to));
  }

  @Override
  public boolean startsWith(Path other) {
    return name.startsWith(plain(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return name.endsWith(plain(other));
  }

  @Override
  public Path normalize() {
    return of(name.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return of(name.resolve(plain(other)));
  }

  @Override
  public Path relativize(Path other) {
    return of(name.relativize(plain(other)));
  }

  @Override
  public URI toUri() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Path toAbsolutePath() {
    return of(Path.of("/").resolve(name));
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    fileSystem.provider().checkAccess(this);
    return toAbsolutePath().normalize();
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers)
      throws IOException {
    throw new IOException("nothing is watched here");
  }

  @Override
  public int compareTo(Path other) {
    return name.compareTo(plain(other));
  }

  /** Only to be asked for the room that is left. */
  @Override
  public File toFile() {
    return new Roomy(name.toString());
  }

  @Override
  public String toString() {
    return name.toString();
  }

  private static final class Roomy extends File {
    private static final long serialVersionUID = 1L;

    Roomy(String path) {
      super(path);
    }

    @Override
    public long getTotalSpace() {
      return Long.MAX_VALUE;
    }

    @Override
    public long getUsableSpace() {
      return Long.MAX_VALUE;
    }
  }
}
