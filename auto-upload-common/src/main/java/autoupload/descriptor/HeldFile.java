package autoupload.descriptor;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Handle of what had a name when it was opened, whatever has that name by now. Most likely a file,
 * but that is for {@link #attributes} to say.
 */
public final class HeldFile implements Closeable {
  private static final LinkOption[] FOLLOW = {};
  private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

  private final Path path;
  private final Optional<Descriptor> descriptor;

  private HeldFile(Path path, Optional<Descriptor> descriptor) {
    this.path = path;
    this.descriptor = descriptor;
  }

  /**
   * Holds what an absolute path leads to that has no symbolic links on the way. If there is
   * nothing, this fails or the first look at it.
   */
  public static HeldFile open(Path path) throws IOException {
    return HeldFolder.isOfTheKernel(path) ? held(Descriptor.ofAnything(path)) : plain(path);
  }

  static HeldFile held(Descriptor descriptor) {
    return new HeldFile(descriptor.path(), Optional.of(descriptor));
  }

  static HeldFile plain(Path path) {
    return new HeldFile(path, Optional.empty());
  }

  /** Itself after a rename by its holder; only where nothing is held does the new name matter. */
  public HeldFile as(Path renamed) {
    return descriptor.isPresent() ? this : plain(renamed);
  }

  /** The descriptor's path is a link itself, to the thing. */
  private LinkOption[] options() {
    return descriptor.isPresent() ? FOLLOW : NOFOLLOW;
  }

  /** What it is now. */
  public BasicFileAttributes attributes() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, options());
  }

  /** How many names it has now; none if it is removed. */
  public int links() throws IOException {
    return (Integer) Files.getAttribute(path, "unix:nlink", options());
  }

  /**
   * When anything about it was changed last (ctime, which no program can set back); empty where
   * that cannot be told.
   */
  public Optional<Instant> changeTime() {
    try {
      return Optional.of(
          ((FileTime) Files.getAttribute(path, "unix:ctime", options())).toInstant());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Opens it; known to be a regular file, since a pipe would wait for its other end. */
  public FileChannel channel(StandardOpenOption mode) throws IOException {
    return descriptor.isPresent()
        ? FileChannel.open(path, mode)
        : FileChannel.open(path, Set.of(mode, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void close() {
    descriptor.ifPresent(Descriptor::close);
  }
}
