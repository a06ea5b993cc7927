package autoupload.client.journal;

import autoupload.operator.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Append-only log of records, each with a checksum. What a power cut left of the last ones is
 * detected by their checksums and cut off at the next start.
 *
 * <pre>
 *  "AUJ1" | { length of the body (4) | body | CRC-32C of the body (4) }*
 * </pre>
 */
final class JournalFile implements AutoCloseable {
  private static final int MAGIC = 0x41554a31;
  private static final int MAX_BODY = 64 << 10;
  private static final FileAttribute<?> MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final JournalDisk disk;
  private final SpareRoom spare;
  private FileChannel channel;

  private JournalFile(Path path, JournalDisk disk, FileChannel channel) {
    this.path = path;
    this.disk = disk;
    this.spare = SpareRoom.beside(path);
    this.channel = channel;
  }

  /** Opens or makes the file, hands over every good record, and cuts off what follows the last. */
  static JournalFile open(Path path, JournalDisk disk, Consumer<JournalRecord> records)
      throws IOException {
    FileChannel channel =
        FileChannel.open(
            path,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            MODE);
    try {
      long good = read(channel, records);
      channel.truncate(good);
      channel.position(good);
      if (good == 0) {
        channel.write(magic());
        JournalPoint.JOURNAL_MADE.hit();
      }
      return new JournalFile(path, disk, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Hands over every good record of a file that is there, and leaves it as it is. */
  static JournalFile openToRead(Path path, Consumer<JournalRecord> records) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      read(channel, records);
      return new JournalFile(path, new JournalDisk(), channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
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
      if (bytes.getInt() != crc(body)) {
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
      appendWhole(record);
    } catch (IOException e) {
      if (!IoReason.isNoRoom(e) || !freeSpare()) {
        throw e;
      }
      appendWhole(record);
    }
    JournalPoint.RECORD_APPENDED.hit();
  }

  private void appendWhole(JournalRecord record) throws IOException {
    long end = channel.position();
    try {
      write(channel, record);
    } catch (IOException e) {
      channel.truncate(end); // a torn record would hide all that follow it
      throw e;
    }
  }

  /** Gives the room back that is kept for a full disk; whether there was any. */
  boolean freeSpare() throws IOException {
    return spare.free();
  }

  private static void write(FileChannel channel, JournalRecord record) throws IOException {
    byte[] body = JournalRecord.encode(record);
    ByteBuffer bytes = ByteBuffer.allocate(8 + body.length);
    bytes.putInt(body.length).put(body).putInt(crc(body)).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /**
   * Returns once all records are on the disk. After one that failed another proves nothing: the
   * kernel gave up what it could not write, and has nothing left to complain of. Only {@link
   * #rewrite} helps then.
   */
  void force() throws IOException {
    disk.force(channel);
    JournalPoint.RECORDS_FORCED.hit();
  }

  /**
   * Replaces the whole file, at once and durably, by these records.
   *
   * @return false if there is no room for a second file; the old one is as it was then
   */
  boolean rewrite(Stream<JournalRecord> records) throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(next);
    FileChannel written;
    try {
      written = writeAll(next, records);
    } catch (IOException e) {
      Files.deleteIfExists(next);
      if (IoReason.isNoRoom(e)) {
        return false;
      }
      throw e;
    }
    try {
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
      JournalPoint.COMPACTION_RENAMED.hit();
    } catch (IOException e) {
      written.close();
      throw e;
    }
    channel.close();
    channel = written;
    disk.forceFolder(path.getParent());
    JournalPoint.COMPACTION_FOLDER_FORCED.hit();
    return true;
  }

  private FileChannel writeAll(Path next, Stream<JournalRecord> records) throws IOException {
    FileChannel written =
        FileChannel.open(
            next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), MODE);
    try {
      written.write(magic());
      for (JournalRecord record : (Iterable<JournalRecord>) records::iterator) {
        write(written, record);
      }
      JournalPoint.COMPACTION_WRITTEN.hit();
      disk.force(written);
      JournalPoint.COMPACTION_FORCED.hit();
      return written;
    } catch (IOException e) {
      written.close();
      throw e;
    }
  }

  private static ByteBuffer magic() {
    return ByteBuffer.allocate(4).putInt(MAGIC).flip();
  }

  private static int crc(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body);
    return (int) crc.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
