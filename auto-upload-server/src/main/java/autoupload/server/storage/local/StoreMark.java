package autoupload.server.storage.local;

import autoupload.files.FileMode;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Marker file with the store's id, in each folder of the store. A client that gets to see one of
 * the folders alone, through a bind mount or a network share, would else take it for a source,
 * prove each file by itself, and erase it. Where the file system has hard links the marks are names
 * of one file, so that they cost neither an inode nor a block. That file is not the store's id
 * itself, which would else be lost when somebody copies another store's folder, with its mark, over
 * one of this store.
 */
final class StoreMark {
  private final Path original;
  private final String line;
  private final Disk disk;

  /** Held while a mark is made, so that nobody takes an unfinished one for a wrong one. */
  private final ReentrantLock making = new ReentrantLock();

  /** The file most marks are names of, once its content was compared. */
  private volatile Optional<MarkStat> compared = Optional.empty();

  /** Identity, size and time of a marker file: a write to one mark is a write to all its names. */
  private record MarkStat(FileStat.Inode identity, long size, FileTime modified) {
    static MarkStat of(FileStat facts) {
      return new MarkStat(facts.identity(), facts.size(), facts.modified());
    }
  }

  /**
   * Marks of the store with that id.
   *
   * @param control the folder that is the server's own
   */
  StoreMark(Path control, StoreId id, Disk disk) {
    original = control.resolve(ReservedNames.STORE_MARK);
    line = id.hex() + "\n";
    this.disk = disk;
  }

  /**
   * Marks a folder that has no mark, or another store's; costs a look where there is one. The mark
   * is durable once the folder is forced.
   *
   * @return whether there was none
   */
  boolean put(Path folder) throws IOException {
    return make(folder.resolve(ReservedNames.STORE_MARK));
  }

  /**
   * Marks a user's folder, as {@link #put} and in the way of versions that only look for the file
   * the root has.
   */
  void putInHome(Path home) throws IOException {
    put(home);
    Path file = home.resolve(ReservedNames.STORE_ID);
    makeFolder(file.getParent());
    make(file);
  }

  private boolean make(Path mark) throws IOException {
    if (isRight(mark)) {
      return false;
    }
    making.lock();
    try {
      if (isRight(mark)) {
        return false;
      }
      Files.deleteIfExists(mark);
      linkOrWrite(mark);
      return true;
    } finally {
      making.unlock();
    }
  }

  private boolean isRight(Path mark) throws IOException {
    Optional<FileStat> facts = FileStat.of(mark).filter(FileStat::isFile);
    if (facts.isEmpty()) {
      return false;
    }
    MarkStat content = MarkStat.of(facts.get());
    if (compared.filter(content::equals).isPresent()) {
      return true;
    }
    if (!holdsId(mark)) {
      return false;
    }
    if (facts.get().links() > 1) {
      compared = Optional.of(content);
    }
    return true;
  }

  private boolean holdsId(Path file) throws IOException {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      byte[] found = in.readNBytes(line.length() + 1);
      return new String(found, StandardCharsets.US_ASCII).equals(line);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Some file systems have no links, or no more of one file, or the folder is on another one. */
  private void linkOrWrite(Path mark) throws IOException {
    if (mark.equals(original)) {
      write(mark);
      return;
    }
    try {
      if (!isRight(original)) {
        Files.deleteIfExists(original);
        write(original);
      }
      disk.link(mark, original);
    } catch (IOException | UnsupportedOperationException e) {
      Files.deleteIfExists(mark);
      write(mark);
    }
  }

  private static void makeFolder(Path folder) throws IOException {
    if (FileStat.of(folder).filter(FileStat::isFolder).isPresent()) {
      return;
    }
    try {
      Files.createDirectory(folder, FileMode.of("rwxr-xr-x"));
    } catch (FileAlreadyExistsException e) {
      if (FileStat.of(folder).filter(FileStat::isFolder).isEmpty()) {
        throw e;
      }
    }
  }

  // Not forced: what a power cut leaves of it is no right mark, and is made anew.
  private void write(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS),
            FileMode.of("rw-r--r--"))) {
      channel.write(StandardCharsets.US_ASCII.encode(line));
    }
  }
}
