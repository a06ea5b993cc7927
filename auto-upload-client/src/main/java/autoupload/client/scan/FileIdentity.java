package autoupload.client.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;

/**
 * Identity of a file within one run, to tell that a name still leads to the very file that was
 * seen, unchanged.
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
    return ofFile(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  /**
   * As {@link #of}.
   *
   * @throws SourceChanged if they are not those of a regular file
   */
  public static FileIdentity ofFile(BasicFileAttributes attributes) throws SourceChanged {
    if (!attributes.isRegularFile()) {
      throw new SourceChanged("it is no longer a regular file");
    }
    return of(attributes);
  }
}
