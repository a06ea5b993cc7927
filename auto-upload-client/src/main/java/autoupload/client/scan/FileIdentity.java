package autoupload.client.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What tells, within one run, that a name still leads to the very file that was seen, unchanged.
 *
 * @param size in bytes
 * @param modified the modification time
 * @param key device and inode
 */
public record FileIdentity(long size, Instant modified, Object key) {
  /** The identity in attributes that were read without following links. */
  public static FileIdentity of(BasicFileAttributes attributes) {
    return new FileIdentity(
        attributes.size(),
        attributes.lastModifiedTime().toInstant(),
        Objects.requireNonNullElse(attributes.fileKey(), "none"));
  }

  /**
   * The identity of what {@code path} leads to now.
   *
   * @throws SourceChanged if it is no regular file
   * @throws IOException if there is nothing
   */
  public static FileIdentity read(Path path) throws IOException {
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw new SourceChanged("it is no longer a regular file");
    }
    return of(attributes);
  }

  /**
   * When anything about the file was changed last (ctime, which no program can set back); empty
   * where that cannot be told.
   */
  public static Optional<Instant> changeTime(Path path) {
    try {
      Object time = Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
      return Optional.of(((FileTime) time).toInstant());
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
