package autoupload.erase;

import autoupload.durable.Folder;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that was moved out of the way, so that nobody finds it by its name, and was not looked
 * at since: it may be another file than the one that is to be erased. Its new name holds the old
 * one, so that putting it back takes nothing else:
 *
 * <pre>
 *  .auto-upload-check-ID-NAME    where that fits into the 255 bytes of a name
 *  .auto-upload-check-ID/NAME    elsewhere
 * </pre>
 *
 * @param path where it is
 * @param home where it was
 * @param id eight hexadecimal digits, so that nothing is ever parked over something else
 */
record Parked(Path path, Path home, String id) {
  private static final Pattern NAME = Pattern.compile(Eraser.PARKED_NAME);

  /** Moves what has that name, whatever it is. */
  static Parked park(Path file, String id) throws IOException {
    String name = file.getFileName().toString();
    Path path = file.resolveSibling(Eraser.CHECK_PREFIX + id + "-" + name);
    if (path.getFileName().toString().getBytes(StandardCharsets.UTF_8).length
        > UploadName.MAX_COMPONENT_BYTES) {
      Path folder = Files.createDirectory(file.resolveSibling(Eraser.CHECK_PREFIX + id));
      ErasePoint.PARKING_FOLDER_MADE.hit();
      path = folder.resolve(name);
    }
    Parked parked = new Parked(path, file, id);
    try {
      Files.move(file, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      parked.removeFolder();
      throw e;
    }
    return parked;
  }

  /** Whether that is the name of something parked, or of a folder with it. */
  static boolean isParked(String name) {
    return NAME.matcher(name).matches();
  }

  /**
   * Puts back what an earlier run left parked.
   *
   * @return whether there was anything
   */
  static boolean putBack(Path leftover) throws IOException {
    Matcher name = NAME.matcher(leftover.getFileName().toString());
    if (!name.matches()) {
      throw new FileSystemException(leftover.toString(), null, "not a name this client gives");
    }
    String id = name.group(1);
    if (name.group(2) != null) {
      new Parked(leftover, leftover.resolveSibling(name.group(2)), id).putBack();
      return true;
    }
    List<Path> inside;
    try (Stream<Path> all = Files.list(leftover)) {
      inside = all.toList();
    }
    for (Path path : inside) {
      new Parked(path, leftover.resolveSibling(path.getFileName()), id).putBack();
    }
    Files.deleteIfExists(leftover);
    return !inside.isEmpty();
  }

  /** Moves it on; {@link #removeFolder} is due then. */
  void moveOn(Path marked) throws IOException {
    Files.move(path, marked, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Gives it its old name. Where another file took that meanwhile, it is beside it as {@link
   * UploadName#withVariant}.
   */
  void putBack() throws IOException {
    UploadName name;
    try {
      name = new UploadName(home.getFileName().toString());
    } catch (IllegalArgumentException e) { // nothing this client parked
      throw new FileSystemException(path.toString(), null, e.getMessage());
    }
    if (!takes(home)) {
      Path variant = home.resolveSibling(name.withVariant(id).value());
      if (!takes(variant)) {
        throw new FileAlreadyExistsException(variant.toString());
      }
    }
    ErasePoint.PUT_BACK.hit();
    removeFolder();
    Folder.force(home.toAbsolutePath().getParent());
    ErasePoint.PUT_BACK_FORCED.hit();
  }

  /** Whether it has that name now, and only that; false if something else has. */
  private boolean takes(Path name) throws IOException {
    try {
      Files.createLink(name, path);
    } catch (FileAlreadyExistsException e) {
      if (!isSame(name)) {
        return false;
      }
      // A run that ended here gave it its name and did not come further.
    } catch (FileSystemException | UnsupportedOperationException e) { // no hard links there
      if (Files.exists(name, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      Files.move(path, name, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    ErasePoint.NAMED_AGAIN.hit();
    Files.delete(path);
    return true;
  }

  private boolean isSame(Path other) throws IOException {
    return key(path).equals(key(other));
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Removes the folder it was moved into, if there is one; nothing is in it any more. */
  void removeFolder() throws IOException {
    if (!path.getParent().equals(home.getParent())) {
      Files.delete(path.getParent());
    }
  }
}
