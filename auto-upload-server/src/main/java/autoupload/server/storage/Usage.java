package autoupload.server.storage;

/**
 * Disk usage of files and folders: bytes in whole blocks, of which each file and each folder takes
 * at least one, and inodes. So neither empty files nor folders are free.
 *
 * @param bytes a multiple of {@link #BLOCK}
 * @param files how many files and folders
 */
public record Usage(long bytes, long files) {
  /** What file systems hand out space in, mostly; some in less. */
  public static final long BLOCK = 4096;

  /** Nothing at all. */
  public static final Usage NONE = new Usage(0, 0);

  /** A file of so many bytes. */
  public static Usage ofFile(long size) {
    return new Usage(Math.max(1, (size + BLOCK - 1) / BLOCK) * BLOCK, 1);
  }

  /** So many folders, without what is in them. */
  public static Usage ofFolders(long number) {
    return new Usage(number * BLOCK, number);
  }

  /** Both together. */
  public Usage plus(Usage other) {
    return new Usage(bytes + other.bytes, files + other.files);
  }

  /** What is left without the other. */
  public Usage minus(Usage other) {
    return new Usage(bytes - other.bytes, files - other.files);
  }
}
