package autoupload.descriptor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Handle of a folder that stays the one it was, whatever becomes of its name and of those above it.
 * Each file in it has a path of one component below the folder's, for calls that do not follow
 * links themselves. A file system that is not the kernel's has no descriptors and nobody to
 * exchange names: there the folder is reached by its path.
 */
public final class HeldFolder implements Closeable {
  private final Path path;
  private final Optional<Descriptor> descriptor;

  private HeldFolder(Path path, Optional<Descriptor> descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Reaches a folder.
   *
   * @param folder an absolute path without symbolic links
   * @throws FileSystemException if there is a link by now, or folders cannot be held here
   */
  public static HeldFolder open(Path folder) throws IOException {
    if (!isOfTheKernel(folder)) {
      return new HeldFolder(folder, Optional.empty());
    }
    Optional<String> lacking = Descriptor.unsupportedBecause();
    if (lacking.isPresent()) {
      throw new FileSystemException(
          folder.toString(), null, "folders cannot be held open: " + lacking.get());
    }
    return held(Descriptor.ofFolder(folder));
  }

  private static HeldFolder held(Descriptor descriptor) {
    return new HeldFolder(descriptor.path(), Optional.of(descriptor));
  }

  static boolean isOfTheKernel(Path path) {
    return path.getFileSystem().equals(FileSystems.getDefault());
  }

  /** The folder itself, for calls that take one; good while it is held. */
  public Path path() {
    return path;
  }

  /** What has that name in it, for calls that do not follow it if it is a link. */
  public Path entry(String name) {
    return path.resolve(name);
  }

  /**
   * Reaches a folder in it.
   *
   * @throws FileSystemException if it is none, or a link
   */
  public HeldFolder enter(String name) throws IOException {
    if (descriptor.isPresent()) {
      return held(descriptor.get().folder(name));
    }
    Path inner = entry(name);
    if (!Files.isDirectory(inner, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(inner.toString());
    }
    return new HeldFolder(inner, Optional.empty());
  }

  /** Holds what has that name in it. If nothing has, this fails or the first look at it. */
  public HeldFile hold(String name) throws IOException {
    return descriptor.isPresent()
        ? HeldFile.held(descriptor.get().anything(name))
        : HeldFile.plain(entry(name));
  }

  @Override
  public void close() {
    descriptor.ifPresent(Descriptor::close);
  }
}
