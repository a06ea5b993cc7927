package autoupload.files;

import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Modes that files and folders are made with. */
public final class FileMode {
  /** Of a file that only its owner may read and write. */
  public static final FileAttribute<?> OWNER_ONLY = of("rw-------");

  private FileMode() {}

  /** The mode as ls(1) shows it, such as {@code rwxr-xr-x}. */
  public static FileAttribute<?> of(String text) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
  }
}
