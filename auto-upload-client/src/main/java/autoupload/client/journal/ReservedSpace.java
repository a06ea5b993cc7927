package autoupload.client.journal;

import autoupload.files.SmallFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reserved space: a file beside the journal that only takes room, to be given back when the disk is
 * full. A card is erased because it is full, and nothing is erased before the journal says so: with
 * the state on that very card neither could begin.
 */
final class ReservedSpace {
  /** Enough for hundreds of receipts, until what they are for makes room. */
  private static final int BYTES = 64 << 10;

  private final Path file;

  private ReservedSpace(Path file) {
    this.file = file;
  }

  /** Takes the room, if there is any. */
  static ReservedSpace beside(Path journal) {
    ReservedSpace spare =
        new ReservedSpace(journal.resolveSibling(journal.getFileName() + ".spare"));
    spare.take();
    return spare;
  }

  private void take() {
    try {
      if (!Files.exists(file)) {
        SmallFile.replaceDurably(file, ".".repeat(BYTES));
      }
    } catch (IOException e) {
      // The next run tries again; until then there is what the disk has.
    }
  }

  /** Gives it back; whether there was any. */
  boolean free() throws IOException {
    return Files.deleteIfExists(file);
  }
}
