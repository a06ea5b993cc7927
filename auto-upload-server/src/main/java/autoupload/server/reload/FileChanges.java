package autoupload.server.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Change detector for files that belong together, by polling: a change counts once the files were
 * then left alone for a while, since an editor may write a file in two steps, and certbot replaces
 * a certificate and its key one after the other. Symbolic links are followed. Not safe for use by
 * several threads.
 */
public final class FileChanges {
  /** How long files must be left alone after a change. */
  public static final Duration QUIET = Duration.ofSeconds(2);

  private record Version(FileTime modified, long size, String key) {}

  private final List<Path> files;
  private final long quiet;
  private final LongSupplier nanoTime;
  private List<Optional<Version>> seen;
  private long seenSince;

  /** What was read last; of what could not be used there is none, so that it is tried again. */
  private Optional<List<Optional<Version>>> read;

  /** Everything before this call counts as read. */
  public FileChanges(Path... files) {
    this(QUIET, System::nanoTime, files);
  }

  /** With another time of rest, and another clock in nanoseconds. */
  public FileChanges(Duration quiet, LongSupplier nanoTime, Path... files) {
    this.files = List.of(files);
    this.quiet = quiet.toNanos();
    this.nanoTime = nanoTime;
    this.seen = look();
    this.seenSince = nanoTime.getAsLong();
    this.read = Optional.of(seen);
  }

  /** Whether there is anything to read that was not read. */
  public boolean pending() {
    List<Optional<Version>> now = look();
    if (!now.equals(seen)) {
      seen = now;
      seenSince = nanoTime.getAsLong();
    }
    return read.isEmpty() || !read.get().equals(seen);
  }

  /** Whether there is, and nobody touched the files for a while. */
  public boolean settled() {
    return pending() && nanoTime.getAsLong() - seenSince >= quiet;
  }

  /** To be called before reading: what is there now counts as read. */
  public void reading() {
    seen = look();
    read = Optional.of(seen);
  }

  /** What was read is no use: the cause may lie outside of the files, and pass. */
  public void failed() {
    read = Optional.empty();
  }

  private List<Optional<Version>> look() {
    return files.stream().map(FileChanges::version).toList();
  }

  private static Optional<Version> version(Path file) {
    try {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      return Optional.of(
          new Version(is.lastModifiedTime(), is.size(), String.valueOf(is.fileKey())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
