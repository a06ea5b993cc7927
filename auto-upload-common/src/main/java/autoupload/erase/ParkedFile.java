package autoupload.erase;

import autoupload.descriptor.HeldFile;
import autoupload.descriptor.HeldFolder;
import autoupload.files.Folder;
import autoupload.files.LinkOrMove;
import autoupload.upload.ReservedNames;
import autoupload.upload.UploadName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;

/**
 * File that was moved out of the way, so that nobody finds it by its name, and was not looked at
 * since: it may be another one than the file that is to be erased. Its new name holds the old one,
 * so that putting it back takes nothing else:
 *
 * <pre>
 *  .auto-upload-check-ID-NAME    where that fits into the 255 bytes of a name
 *  .auto-upload-check-ID/NAME    elsewhere
 * </pre>
 *
 * <p>ID is eight hexadecimal digits, so that nothing is ever parked over something else. Another
 * client may take it for a leftover and put it back at any time; what it did is done.
 */
final class ParkedFile implements Closeable {
  private final HeldFolder home;
  private final UploadName name;
  private final String id;

  /** The folder it was moved into because of its long name. */
  private final Optional<HeldFolder> inner;

  private Path path;
  private HeldFile file;

  private ParkedFile(HeldFolder home, UploadName name, String id, Optional<HeldFolder> inner)
      throws IOException {
    this.home = home;
    this.name = name;
    this.id = id;
    this.inner = inner;
    String entry = inner.isPresent() ? name.value() : entryName(id, name.value());
    HeldFolder holder = inner.orElse(home);
    this.path = holder.entry(entry);
    this.file = holder.hold(entry);
  }

  private static String entryName(String id, String name) {
    return ReservedNames.CHECK_PREFIX + id + "-" + name;
  }

  /** Moves what has that name, whatever it is. */
  static ParkedFile park(HeldFolder home, String name, String id) throws IOException {
    UploadName uploadName = uploadName(name);
    String entry = entryName(id, name);
    Optional<HeldFolder> inner = Optional.empty();
    if (entry.getBytes(StandardCharsets.UTF_8).length > UploadName.MAX_COMPONENT_BYTES) {
      inner = Optional.of(newFolder(home, ReservedNames.CHECK_PREFIX + id));
    }
    try {
      Path parked = inner.map(folder -> folder.entry(name)).orElse(home.entry(entry));
      Files.move(home.entry(name), parked, StandardCopyOption.ATOMIC_MOVE);
      return new ParkedFile(home, uploadName, id, inner);
    } catch (IOException e) {
      inner.ifPresent(HeldFolder::close);
      if (inner.isPresent()) {
        Files.deleteIfExists(home.entry(ReservedNames.CHECK_PREFIX + id));
      }
      throw e;
    }
  }

  private static HeldFolder newFolder(HeldFolder home, String name) throws IOException {
    Files.createDirectory(home.entry(name));
    ErasePoint.PARKING_FOLDER_MADE.hit();
    return home.enter(name);
  }

  /** Whether that is the name of something parked, or of a folder with it. */
  static boolean isParked(String name) {
    return ReservedNames.CHECK_NAME.matcher(name).matches();
  }

  /**
   * Puts back what an earlier run left parked.
   *
   * @return whether there was anything
   */
  static boolean putBack(HeldFolder home, String leftover) throws IOException {
    Matcher match = ReservedNames.CHECK_NAME.matcher(leftover);
    if (!match.matches()) {
      throw new FileSystemException(leftover, null, "not a name this client gives");
    }
    String id = match.group(1);
    if (match.group(2) != null) {
      putBack(home, match.group(2), id, Optional.empty());
      return true;
    }
    boolean isAny = false;
    try (HeldFolder inner = home.enter(leftover);
        Stream<Path> all = Files.list(inner.path())) {
      for (Path path : all.toList()) {
        putBack(home, path.getFileName().toString(), id, Optional.of(inner));
        isAny = true;
      }
    }
    Files.deleteIfExists(home.entry(leftover));
    return isAny;
  }

  private static void putBack(HeldFolder home, String name, String id, Optional<HeldFolder> inner)
      throws IOException {
    try (ParkedFile parked = new ParkedFile(home, uploadName(name), id, inner)) {
      parked.putBack();
    }
  }

  private static UploadName uploadName(String name) throws IOException {
    try {
      return new UploadName(name);
    } catch (IllegalArgumentException e) { // nothing this client parked
      throw new FileSystemException(name, null, e.getMessage());
    }
  }

  /** Where it is, in a folder that is held. */
  Path path() {
    return path;
  }

  /** The thing itself. */
  HeldFile file() {
    return file;
  }

  /** Gives it another name in the folder it comes from; {@link #removeFolder} is due then. */
  void moveOn(String entry) throws IOException {
    Path next = home.entry(entry);
    Files.move(path, next, StandardCopyOption.ATOMIC_MOVE);
    path = next;
    file = file.as(next);
  }

  /**
   * Gives it its old name. Where another file took that meanwhile, it is beside it as {@link
   * UploadName#withVariant}.
   */
  void putBack() throws IOException {
    if (!takes(home.entry(name.value()))) {
      String variant = name.withVariant(id).value();
      if (!takes(home.entry(variant))) {
        throw new FileAlreadyExistsException(variant);
      }
    }
    ErasePoint.PUT_BACK.hit();
    removeFolder();
    Folder.force(home.path());
    ErasePoint.PUT_BACK_FORCED.hit();
  }

  /** Whether it has that name now, and only that; false if something else has. */
  private boolean takes(Path wanted) throws IOException {
    LinkOrMove named;
    try {
      named = LinkOrMove.name(wanted, path);
    } catch (NoSuchFileException e) {
      return true; // another client has put it back, or erased it
    }
    if (named == LinkOrMove.MOVED) {
      return true;
    }
    if (named == LinkOrMove.TAKEN && !isIt(wanted)) {
      return false;
    }
    // It has both names now, or since a run that ended here and did not come further.
    ErasePoint.NAMED_AGAIN.hit();
    Files.deleteIfExists(path);
    return true;
  }

  private boolean isIt(Path other) throws IOException {
    try {
      return key(path).equals(key(other));
    } catch (NoSuchFileException e) {
      return Files.notExists(path, LinkOption.NOFOLLOW_LINKS); // nothing is left to put back
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  /** Removes the folder it was moved into, if there is one; nothing is in it any more. */
  void removeFolder() throws IOException {
    if (inner.isPresent()) {
      Files.deleteIfExists(home.entry(ReservedNames.CHECK_PREFIX + id));
    }
  }

  @Override
  public void close() {
    file.close();
    inner.ifPresent(HeldFolder::close);
  }
}
