package autoupload.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.ReentrantLock;

/** Result of giving a file a name, which never replaces what has that name. */
public enum LinkOrMove {
  /** The file has the name, and its old one too. */
  LINKED,
  /** The file has the name and no other: this file system, such as FAT, has no hard links. */
  MOVED,
  /** Something else has the name. */
  TAKEN;

  /** Makes look and move one step, as far as this process goes. */
  private static final ReentrantLock MOVING = new ReentrantLock();

  /** Call of link(2). */
  public interface LinkCall {
    /** Gives {@code existing} another name. */
    void call(Path name, Path existing) throws IOException;
  }

  /**
   * Gives {@code existing} that name too, or instead.
   *
   * @throws NoSuchFileException if it, or the folder it is to be in, is not there
   */
  public static LinkOrMove name(Path name, Path existing) throws IOException {
    return name(name, existing, Files::createLink);
  }

  /** As {@link #name(Path, Path)}, by this call. */
  public static LinkOrMove name(Path name, Path existing, LinkCall link) throws IOException {
    try {
      link.call(name, existing);
      return LINKED;
    } catch (FileAlreadyExistsException e) {
      return TAKEN;
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException | UnsupportedOperationException e) {
      return move(name, existing) ? MOVED : TAKEN;
    }
  }

  private static boolean move(Path name, Path existing) throws IOException {
    MOVING.lock();
    try {
      if (isThere(name)) {
        return false;
      }
      Files.move(existing, name, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      MOVING.unlock();
    }
  }

  /** As {@link Files#exists}, but in doubt fails: a move would replace what is there. */
  private static boolean isThere(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
