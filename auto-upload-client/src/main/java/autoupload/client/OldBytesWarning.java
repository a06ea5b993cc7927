package autoupload.client;

import autoupload.client.dispose.OldBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Says once, and again when the kind of storage changed, that erasing cannot reach the old bytes.
 */
final class OldBytesWarning {
  private final Path file;
  private final OldBytes oldBytes;

  /**
   * @param file where it is remembered what was said last; if that cannot be written, it is said
   *     again
   */
  OldBytesWarning(Path file, OldBytes oldBytes) {
    this.file = file;
    this.oldBytes = oldBytes;
  }

  /** What is to be said of a folder whose files are erased, if it was not said before. */
  Optional<String> due(Path folder) {
    String reason = oldBytes.surviveBecause(folder).orElse("");
    if (reason.equals(said())) {
      return Optional.empty();
    }
    try {
      Files.writeString(file, reason);
    } catch (IOException e) {
      // It is said once more by the next run; nothing else is lost.
    }
    return reason.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "warning: erased files are overwritten, but their old bytes may survive in "
                + folder
                + ": "
                + reason
                + "; only encrypting the whole disk (LUKS) helps");
  }

  private String said() {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      return "";
    } catch (IOException e) {
      return "?";
    }
  }
}
