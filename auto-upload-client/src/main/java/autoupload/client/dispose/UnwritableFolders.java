package autoupload.client.dispose;

import autoupload.operator.IoReason;
import java.io.IOException;
import java.nio.file.AccessMode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Cache of folders from which this user cannot remove anything: on a read-only file system, or
 * without the right to write (access(2)). Asked before a file is read again only to be kept. The
 * answers are kept for a pass.
 */
public final class UnwritableFolders {
  /** Reason why nothing can be removed from a folder, and the topmost folder with this reason. */
  public record Obstacle(Path folder, String reason) {}

  private final Path source;
  private final Map<Path, Optional<String>> reasons = new HashMap<>();

  /** Of a folder that is uploaded. */
  public UnwritableFolders(Path source) {
    this.source = source;
  }

  /** What keeps everything in that folder, which lies in the source or is it. */
  public synchronized Optional<Obstacle> in(Path folder) {
    Optional<String> reason = reasons.computeIfAbsent(folder, UnwritableFolders::ask);
    if (reason.isEmpty()) {
      return Optional.empty();
    }
    Path top = folder;
    while (!top.equals(source)
        && reasons.computeIfAbsent(top.getParent(), UnwritableFolders::ask).equals(reason)) {
      top = top.getParent();
    }
    return Optional.of(new Obstacle(top, reason.get()));
  }

  private static Optional<String> ask(Path folder) {
    try {
      folder.getFileSystem().provider().checkAccess(folder, AccessMode.WRITE);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(IoReason.of(e));
    }
  }
}
