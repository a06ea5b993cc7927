package autoupload.forgetful;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** File system view of a disk for one run of a program. */
final class ForgetfulFileSystem extends FileSystem {
  private final ForgetfulDisk disk;
  private final ForgetfulDisk.Chance chance;
  private final ForgetfulProvider provider = new ForgetfulProvider(this);

  ForgetfulFileSystem(ForgetfulDisk disk, ForgetfulDisk.Chance chance) {
    this.disk = disk;
    this.chance = chance;
  }

  /** Read or write access of the program to the disk. */
  @FunctionalInterface
  interface Access<T> {
    T run(ForgetfulDisk disk) throws IOException;
  }

  /** Changes the disk, unless chance is against it. */
  <T> T change(ForgetfulDisk.Step step, Access<T> access) throws IOException {
    chance.before(step);
    return read(access);
  }

  /** Looks at the disk. */
  <T> T read(Access<T> access) throws IOException {
    synchronized (disk) {
      requireOn();
      return access.run(disk);
    }
  }

  /** Forces something, or fails to. */
  void force(ForgetfulDisk.Step step, Node node) throws IOException {
    try {
      chance.before(step);
    } catch (IOException e) {
      synchronized (disk) {
        requireOn();
        node.failForce();
      }
      throw e;
    }
    synchronized (disk) {
      requireOn();
      node.force();
    }
  }

  private void requireOn() throws IOException {
    if (!disk.isBooted(this)) {
      throw new IOException("this program is dead");
    }
  }

  Path root() {
    return new ForgetfulPath(this, Path.of("/"));
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return "/";
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(root());
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic", "unix");
  }

  @Override
  public Path getPath(String first, String... more) {
    return new ForgetfulPath(this, Path.of(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(pattern);
    return path -> matcher.matches(Path.of(path.toString()));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }
}
