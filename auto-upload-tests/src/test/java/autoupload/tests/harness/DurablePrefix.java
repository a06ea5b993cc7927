package autoupload.tests.harness;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Durable length of a partial upload by its log, in the format that {@code PartialLog} describes.
 */
final class DurablePrefix {
  private static final int NAME_LENGTH_AT = 44;
  private static final int HEADER_WITHOUT_NAME = NAME_LENGTH_AT + 2 + 4;
  private static final int RECORD = 8 + 1 + 32 + 4;

  private DurablePrefix() {}

  /** Of the only partial upload in that account's folder, in bytes; 0 if none has a log. */
  static long of(Path account) throws IOException {
    Path partials = account.resolve(".auto-upload-partial");
    if (!Files.isDirectory(partials)) {
      return 0;
    }
    try (DirectoryStream<Path> logs = Files.newDirectoryStream(partials, "*.log")) {
      for (Path log : logs) {
        return lastOffset(ByteBuffer.wrap(Files.readAllBytes(log)));
      }
    } catch (NoSuchFileException e) {
      return 0; // the upload ended in the meantime
    }
    return 0;
  }

  private static long lastOffset(ByteBuffer log) {
    if (log.remaining() < HEADER_WITHOUT_NAME) {
      return 0;
    }
    int header = HEADER_WITHOUT_NAME + Short.toUnsignedInt(log.getShort(NAME_LENGTH_AT));
    int records = (log.remaining() - header) / RECORD;
    return records < 1 ? 0 : log.getLong(header + (records - 1) * RECORD);
  }
}
