package autoupload.server;

import autoupload.server.storage.local.LocalStorage;
import java.nio.file.Path;

/**
 * Upload folder that {@code --folder} names.
 *
 * @param requireMount whether it must be on a mount of its own ({@code --require-mount})
 */
record StorageFolder(Path path, boolean requireMount) {
  /** A folder that may be anywhere. */
  static StorageFolder anywhere(Path path) {
    return new StorageFolder(path, false);
  }

  LocalStorage open() {
    if (requireMount) {
      LocalStorage.requireMounted(path);
    }
    return LocalStorage.open(path);
  }
}
