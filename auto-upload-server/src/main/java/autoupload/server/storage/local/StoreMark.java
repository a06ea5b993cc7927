package autoupload.server.storage.local;

import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Says in a user's folder of which store it is a part. A client that gets to see this folder alone,
 * through a bind mount or a network share, would else take it for a source, prove each file by
 * itself, and erase it.
 */
final class StoreMark {
  private final String line;

  /** Marks of the store with that id. */
  StoreMark(StoreId id) {
    line = id.hex() + "\n";
  }

  /** Where it stands in a user's folder. */
  static Path in(Path home) {
    return home.resolve(StoreId.FILE);
  }

  /** Marks the folder if there is no mark, whatever it says; costs a look where there is one. */
  void put(Path home) throws IOException {
    Path file = in(home);
    if (FileFacts.of(file).isEmpty()) {
      write(file);
    }
  }

  /** Marks the folder if there is no mark or another one, as in a folder of another store. */
  void renew(Path home) throws IOException {
    Path file = in(home);
    if (FileFacts.of(file).isPresent() && !Files.readString(file).equals(line)) {
      Files.delete(file);
    }
    put(home);
  }

  private void write(Path file) throws IOException {
    try {
      Files.createDirectory(file.getParent(), permissions("rwxr-xr-x"));
    } catch (FileAlreadyExistsException e) {
      if (FileFacts.of(file.getParent()).filter(FileFacts::isFolder).isEmpty()) {
        throw e;
      }
    }
    // Not forced: what a power cut leaves of it is renewed at the next start.
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
            permissions("rw-r--r--"))) {
      channel.write(StandardCharsets.US_ASCII.encode(line));
    } catch (FileAlreadyExistsException e) {
      // another upload of this user was quicker
    }
  }

  private static FileAttribute<?> permissions(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
