package autoupload.credentials;

import autoupload.files.FileMode;
import autoupload.files.Fsync;
import autoupload.files.Replace;
import autoupload.operator.ExitCode;
import autoupload.operator.IoReason;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

/**
 * Atomic, durable change of a password file on disk. Of changes made at the same time, by this or
 * other processes, none is lost; whoever reads the file sees it as before or as after; a crash or a
 * power cut leaves one of the two. Owner, group and mode stay; a new file is the caller's, mode
 * 0600. Where the path is a symbolic link, the file it leads to is changed.
 */
public final class PasswordFileUpdate {
  /** Kernel locks are the process's: between its threads this one stands. */
  private static final ReentrantLock ONE_THREAD = new ReentrantLock();

  private PasswordFileUpdate() {}

  /**
   * Replaces the content of an existing file by what {@code edit} makes of it, durably.
   *
   * @param edit what it throws is passed on, and the file stays as it is
   * @return the new content
   * @throws OperatorError if there is no such file, or it cannot be read or replaced
   */
  public static PasswordFile change(Path file, UnaryOperator<PasswordFile> edit) {
    return locked(file, false, edit);
  }

  /** As {@link #change}, but a file that does not exist counts as an empty one. */
  public static PasswordFile changeOrCreate(Path file, UnaryOperator<PasswordFile> edit) {
    return locked(file, true, edit);
  }

  private static PasswordFile locked(Path file, boolean create, UnaryOperator<PasswordFile> edit) {
    ONE_THREAD.lock();
    try (LockedFile locked = LockedFile.open(file, create, FileMode.OWNER_ONLY)) {
      PasswordFile before = PasswordFile.parse(locked.content(), file);
      PasswordFile after = edit.apply(before);
      if (!Arrays.equals(after.bytes(), before.bytes())) {
        replace(locked.path(), after.bytes());
      }
      return after;
    } catch (NoSuchFileException e) {
      throw new OperatorError(ExitCode.USAGE, missing(file, create), e);
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR, "cannot change password file " + file + ": " + IoReason.of(e), e);
    } finally {
      ONE_THREAD.unlock();
    }
  }

  private static String missing(Path file, boolean create) {
    return create
        ? "the folder of password file " + file + " does not exist: make it, or correct the path"
        : "password file " + file + " does not exist: correct the path";
  }

  private static void replace(Path target, byte[] content) throws IOException {
    // Always the same name, which the lock guards: what a crash leaves, the next change removes.
    Path aside = target.resolveSibling("." + target.getFileName() + ".new");
    new Replace(target, aside, FileMode.OWNER_ONLY, new Fsync(), Optional.empty())
        .with(
            file -> {
              Replace.writeAll(file, ByteBuffer.wrap(content));
              copyAccess(target, aside);
            });
  }

  /** Before the move, so that the server's account can read the file at every moment. */
  private static void copyAccess(Path from, Path to) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(from, PosixFileAttributes.class);
    PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
    PosixFileAttributes actual = view.readAttributes();
    try {
      if (!actual.owner().equals(wanted.owner())) {
        view.setOwner(wanted.owner());
      }
      if (!actual.group().equals(wanted.group())) {
        view.setGroup(wanted.group());
      }
    } catch (IOException e) {
      throw new OperatorError(
          ExitCode.IO_ERROR, "cannot keep owner and group of " + from + ": run this as root", e);
    }
    if (!view.readAttributes().permissions().equals(wanted.permissions())) {
      view.setPermissions(wanted.permissions());
    }
  }
}
