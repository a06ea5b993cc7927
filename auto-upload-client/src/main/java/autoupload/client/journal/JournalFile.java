package autoupload.client.journal;

import autoupload.files.AppendLog;
import autoupload.files.FileMode;
import autoupload.files.Fsync;
import autoupload.files.Replace;
import autoupload.operator.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Append-only log of the journal's records, each with a checksum, which tells what a power cut left
 * of the last ones.
 *
 * <pre>
 *  "AUJ1" | { length of the body (4) | body | CRC-32C of the body (4) }*
 * </pre>
 */
final class JournalFile implements AutoCloseable {
  private static final int MAGIC = 0x41554a31;
  private static final int MAX_BODY = 64 << 10;
  private static final Replace.Points POINTS =
      new Replace.Points(
          JournalPoint.COMPACTION_WRITTEN,
          JournalPoint.COMPACTION_FORCED,
          JournalPoint.COMPACTION_RENAMED,
          JournalPoint.COMPACTION_FOLDER_FORCED);

  private final Replace replace;
  private final ReservedSpace spare;
  private final AppendLog log;

  private JournalFile(Path path, Fsync disk, FileChannel channel, long good) throws IOException {
    this.replace = Replace.of(path, disk, Optional.of(POINTS));
    this.spare = ReservedSpace.beside(path);
    this.log = new AppendLog(channel, good, disk);
  }

  /** Opens or makes the file, hands over every good record, and cuts off what follows the last. */
  static JournalFile open(Path path, Fsync disk, Consumer<JournalRecord> records)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            FileMode.OWNER_ONLY);
    try {
      long good = read(channel, records);
      if (good == 0) {
        good = channel.truncate(0).write(magic(), 0);
        JournalPoint.JOURNAL_MADE.hit();
      }
      return new JournalFile(path, disk, channel, good);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Hands over every good record of a file that is there, and leaves it as it is. */
  static void read(Path path, Consumer<JournalRecord> records) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      read(channel, records);
    }
  }

  /**
   * How many bytes of the file are good. Read in large pieces and not as a stream of bytes: with
   * ten thousand records that is what a run with nothing to do would spend its time on.
   */
  private static long read(FileChannel channel, Consumer<JournalRecord> records)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(2 * MAX_BODY).limit(0);
    if (!fill(bytes, channel, Integer.BYTES) || bytes.getInt() != MAGIC) {
      return 0;
    }
    long good = Integer.BYTES;
    while (fill(bytes, channel, Integer.BYTES)) {
      int length = bytes.getInt();
      if (length < 1 || length > MAX_BODY || !fill(bytes, channel, length + Integer.BYTES)) {
        break;
      }
      byte[] body = new byte[length];
      bytes.get(body);
      if (bytes.getInt() != AppendLog.checksum(body, 0, length)) {
        break;
      }
      accept(body, records);
      good += 8 + length;
    }
    return good;
  }

  /** Reads on until so many bytes are there to be taken; false if the file ends before. */
  private static boolean fill(ByteBuffer bytes, FileChannel channel, int count) throws IOException {
    if (bytes.remaining() >= count) {
      return true;
    }
    bytes.compact();
    int read = 0;
    while (bytes.position() < count && read >= 0) {
      read = channel.read(bytes);
    }
    bytes.flip();
    return bytes.remaining() >= count;
  }

  /** A record that a later version wrote costs what it remembers, not the journal. */
  private static void accept(byte[] body, Consumer<JournalRecord> records) {
    try {
      records.accept(JournalRecord.decode(body));
    } catch (IOException e) {
      // passed over
    }
  }

  /** Appends a record; it is on the disk after the next {@link #force}. */
  void append(JournalRecord record) throws IOException {
    try {
      log.append(bytes(record));
    } catch (IOException e) {
      if (!IoReason.isNoRoom(e) || !freeSpare()) {
        throw e;
      }
      log.append(bytes(record));
    }
    JournalPoint.RECORD_APPENDED.hit();
  }

  /** Gives the room back that is kept for a full disk; whether there was any. */
  boolean freeSpare() throws IOException {
    return spare.free();
  }

  private static ByteBuffer bytes(JournalRecord record) {
    byte[] body = JournalRecord.encode(record);
    ByteBuffer bytes = ByteBuffer.allocate(8 + body.length).putInt(body.length).put(body);
    return bytes.putInt(AppendLog.checksum(body, 0, body.length)).flip();
  }

  /** Whether all records are on the disk. */
  boolean isForced() {
    return log.isForced();
  }

  /** {@link AppendLog#isDoubtful}. */
  boolean isDoubtful() {
    return log.isDoubtful();
  }

  /** Returns once all records are on the disk. */
  void force() throws IOException {
    log.force();
    JournalPoint.RECORDS_FORCED.hit();
  }

  /**
   * Replaces the whole file, at once and durably, by these records.
   *
   * @return false if there is no room for a second file; the old one is as it was then
   */
  boolean rewrite(Stream<JournalRecord> records) throws IOException {
    try {
      log.rewrite(replace, file -> writeAll(file, records));
      return true;
    } catch (IOException e) {
      if (IoReason.isNoRoom(e)) {
        return false;
      }
      throw e;
    }
  }

  private static void writeAll(FileChannel file, Stream<JournalRecord> records) throws IOException {
    Replace.writeAll(file, magic());
    for (JournalRecord record : (Iterable<JournalRecord>) records::iterator) {
      Replace.writeAll(file, bytes(record));
    }
  }

  private static ByteBuffer magic() {
    return ByteBuffer.allocate(4).putInt(MAGIC).flip();
  }

  @Override
  public void close() throws IOException {
    log.close();
  }
}
