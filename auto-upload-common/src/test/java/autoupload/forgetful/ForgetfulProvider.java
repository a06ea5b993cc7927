package autoupload.forgetful;

import autoupload.forgetful.FolderNode.Effect;
import autoupload.forgetful.ForgetfulDisk.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** File system provider for a forgetful disk. There are no links but hard ones. */
final class ForgetfulProvider extends FileSystemProvider {
  private final ForgetfulFileSystem fileSystem;

  ForgetfulProvider(ForgetfulFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  private static Optional<Node> find(ForgetfulDisk disk, Path path) {
    Node at = disk.root();
    for (Path name : path.toAbsolutePath()) {
      if (!(at instanceof FolderNode folder)) {
        return Optional.empty();
      }
      at = folder.names().get(name.toString());
    }
    return Optional.ofNullable(at);
  }

  static Node need(ForgetfulDisk disk, Path path) throws IOException {
    return find(disk, path).orElseThrow(() -> new NoSuchFileException(path.toString()));
  }

  private static FolderNode folder(ForgetfulDisk disk, Path path) throws IOException {
    if (need(disk, path) instanceof FolderNode folder) {
      return folder;
    }
    throw new NotDirectoryException(path.toString());
  }

  private static FolderNode parent(ForgetfulDisk disk, Path path) throws IOException {
    return folder(disk, path.toAbsolutePath().getParent());
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static void requireFree(ForgetfulDisk disk, Path path) throws IOException {
    if (find(disk, path).isPresent()) {
      throw new FileAlreadyExistsException(path.toString());
    }
  }

  private static void name(ForgetfulDisk disk, Path path, Node node) throws IOException {
    FolderNode.change(disk.now(), new Effect(parent(disk, path), name(path), Optional.of(node)));
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    boolean mayCreate =
        options.contains(StandardOpenOption.CREATE)
            || options.contains(StandardOpenOption.CREATE_NEW);
    boolean writes = options.contains(StandardOpenOption.WRITE);
    if (mayCreate && !fileSystem.read(disk -> find(disk, path)).isPresent()) {
      fileSystem.change(Step.CREATE, disk -> create(disk, path));
    } else if (options.contains(StandardOpenOption.CREATE_NEW)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Node node = fileSystem.read(disk -> need(disk, path));
    if (writes && node instanceof FolderNode) {
      throw new IOException("Is a directory");
    }
    FileChannel channel = new ForgetfulChannel(fileSystem, node);
    if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      channel.truncate(0);
    }
    return channel;
  }

  private static Node create(ForgetfulDisk disk, Path path) throws IOException {
    requireFree(disk, path);
    FileNode file = new FileNode(disk.nextNode(), disk.now());
    name(disk, path, file);
    return file;
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    List<Path> found = new ArrayList<>();
    List<String> names = fileSystem.read(disk -> List.copyOf(folder(disk, path).names().keySet()));
    for (String name : names) {
      if (filter.accept(path.resolve(name))) {
        found.add(path.resolve(name));
      }
    }
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return found.iterator();
      }

      @Override
      public void close() {
        // It is a list.
      }
    };
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    fileSystem.change(
        Step.CREATE,
        disk -> {
          requireFree(disk, path);
          FolderNode folder = new FolderNode(disk.nextNode(), disk.now());
          name(disk, path, folder);
          return folder;
        });
  }

  @Override
  public void createLink(Path link, Path existing) throws IOException {
    fileSystem.change(
        Step.LINK,
        disk -> {
          if (!disk.hasHardLinks()) {
            throw new UnsupportedOperationException("no hard links here");
          }
          requireFree(disk, link);
          name(disk, link, need(disk, existing));
          return link;
        });
  }

  @Override
  public void delete(Path path) throws IOException {
    fileSystem.read(disk -> need(disk, path)); // what is not there costs no step
    fileSystem.change(
        Step.REMOVE,
        disk -> {
          Node node = need(disk, path);
          if (node instanceof FolderNode folder && !folder.names().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
          }
          FolderNode.change(
              disk.now(), new Effect(parent(disk, path), name(path), Optional.empty()));
          return path;
        });
  }

  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    fileSystem.change(
        Step.RENAME,
        disk -> {
          Node node = need(disk, source);
          if (!find(disk, target).equals(Optional.of(node))) { // else rename(2) does nothing
            FolderNode.change(
                disk.now(),
                new Effect(parent(disk, source), name(source), Optional.empty()),
                new Effect(parent(disk, target), name(target), Optional.of(node)));
          }
          return target;
        });
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    fileSystem.read(disk -> need(disk, path));
  }

  @Override
  public <V extends FileAttributeView> V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    FileAttributeView view = new ForgetfulAttributes.View(fileSystem, path);
    return type.isInstance(view) ? type.cast(view) : null; // as this method's contract asks
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) { // there are no modes and no owners, as on FAT
      throw new UnsupportedOperationException(type.getName());
    }
    return type.cast(attributes(path));
  }

  ForgetfulAttributes attributes(Path path) throws IOException {
    return fileSystem.read(disk -> ForgetfulAttributes.of(disk, need(disk, path)));
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    Map<String, Object> all = attributes(path).byName();
    String list = names.substring(names.indexOf(':') + 1);
    return Arrays.stream(list.split(",", -1)).collect(Collectors.toMap(n -> n, all::get));
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return attributes(one).fileKey().equals(attributes(other).fileKey());
  }

  @Override
  public boolean isHidden(Path path) {
    return name(path).startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getScheme() {
    return "forgetful";
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
    throw new UnsupportedOperationException();
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    return fileSystem;
  }

  @Override
  public Path getPath(URI uri) {
    throw new UnsupportedOperationException();
  }
}
