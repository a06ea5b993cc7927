package autoupload.client.seal;

import autoupload.age.FileKey;
import autoupload.files.AppendLog;
import autoupload.files.Fsync;
import autoupload.files.Replace;
import autoupload.upload.ContentDigest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * File format of a seal, with what is on record of its source.
 *
 * <pre>
 *  "AUS1" | length of the head (4) | head | file key (16) | CRC-32C of head and key (4)
 *  | { 'S' or 'K' | SHA-256 (32) | CRC-32C of both (4) }*
 *
 *  head: subject | length of the preamble (4) | preamble
 *  S: a segment of the source, K: a chunk of the sealed file, each in their order
 * </pre>
 *
 * <p>Only an end that is shorter than a record may be cut off: its digest was never on the disk, so
 * nothing of its segment was sent. Any other damage makes the whole of no use.
 */
final class SealFile {
  private static final int MAGIC = 0x41555331;
  private static final int MAX_HEAD = 1 << 20;
  private static final int RECORD = 1 + ContentDigest.HASH_BYTES + 4;
  private static final Replace.Points POINTS =
      new Replace.Points(
          SealPoint.SEAL_WRITTEN, SealPoint.SEAL_FORCED, SealPoint.SEAL_NAMED, SealPoint.SEAL_KEPT);

  private SealFile() {}

  /** Damage of the file, which is not what was written. */
  static final class Damaged extends IOException {
    private static final long serialVersionUID = 1L;

    Damaged() {
      super("it is damaged");
    }
  }

  /**
   * Records of a seal file.
   *
   * @param end where the next record goes
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record SealRecords(
      SealSubject subject,
      byte[] preamble,
      FileKey key,
      List<byte[]> segments,
      List<byte[]> chunks,
      long end) {}

  /** Makes the file, durably, with nothing on record; gives its length. */
  static long create(Path path, SealSubject subject, byte[] preamble, FileKey key)
      throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(head);
    subject.write(out);
    out.writeInt(preamble.length);
    out.write(preamble);
    byte[] all = new byte[4 + 4 + head.size() + FileKey.LENGTH + 4];
    ByteBuffer bytes = ByteBuffer.wrap(all).putInt(MAGIC).putInt(head.size());
    bytes.put(head.toByteArray()).put(key.bytes());
    bytes.putInt(AppendLog.checksum(all, 8, bytes.position() - 8));
    try {
      Replace.of(path, new Fsync(), Optional.of(POINTS)).with(all);
    } finally {
      Arrays.fill(all, (byte) 0);
    }
    return all.length;
  }

  /** Adds to the record at {@code end}, and returns its new end once that is on the disk. */
  static long append(Path path, long end, List<byte[]> chunks, List<byte[]> segments)
      throws IOException {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    chunks.forEach(digest -> records.writeBytes(record('K', digest)));
    segments.forEach(digest -> records.writeBytes(record('S', digest)));
    FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE);
    try (AppendLog log = new AppendLog(file, end, new Fsync())) {
      log.append(ByteBuffer.wrap(records.toByteArray()));
      SealPoint.SEGMENT_APPENDED.hit();
      log.force();
      SealPoint.SEGMENT_FORCED.hit();
    }
    return end + records.size();
  }

  private static byte[] record(char type, byte[] digest) {
    byte[] record = new byte[RECORD];
    ByteBuffer bytes = ByteBuffer.wrap(record).put((byte) type).put(digest);
    bytes.putInt(AppendLog.checksum(record, 0, RECORD - 4));
    return record;
  }

  /**
   * Reads the file; the caller closes the key.
   *
   * @throws Damaged if it is of no use
   */
  static SealRecords read(Path path) throws IOException {
    byte[] all = Files.readAllBytes(path);
    try {
      return parse(all);
    } finally {
      Arrays.fill(all, (byte) 0);
    }
  }

  private static SealRecords parse(byte[] all) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(all);
    if (all.length < 8 || bytes.getInt() != MAGIC) {
      throw new Damaged();
    }
    int length = bytes.getInt();
    if (length < 0 || length > MAX_HEAD || bytes.remaining() < length + FileKey.LENGTH + 4) {
      throw new Damaged();
    }
    int keyAt = 8 + length;
    if (bytes.getInt(keyAt + FileKey.LENGTH)
        != AppendLog.checksum(all, 8, length + FileKey.LENGTH)) {
      throw new Damaged();
    }
    try (DataInputStream head = new DataInputStream(new ByteArrayInputStream(all, 8, length))) {
      SealSubject subject = SealSubject.read(head);
      byte[] preamble = head.readNBytes(head.readInt());
      List<byte[]> segments = new ArrayList<>();
      List<byte[]> chunks = new ArrayList<>();
      int end = keyAt + FileKey.LENGTH + 4;
      for (; all.length - end >= RECORD; end += RECORD) {
        byte[] digest = digest(all, end);
        (all[end] == 'S' ? segments : chunks).add(digest);
      }
      FileKey key = new FileKey(Arrays.copyOfRange(all, keyAt, keyAt + FileKey.LENGTH));
      return new SealRecords(subject, preamble, key, segments, chunks, end);
    }
  }

  private static byte[] digest(byte[] all, int record) throws Damaged {
    boolean known = all[record] == 'S' || all[record] == 'K';
    if (!known
        || ByteBuffer.wrap(all).getInt(record + RECORD - 4)
            != AppendLog.checksum(all, record, RECORD - 4)) {
      throw new Damaged();
    }
    return Arrays.copyOfRange(all, record + 1, record + RECORD - 4);
  }

  /** Overwrites what is in the file, and removes it. */
  static void destroy(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      Replace.writeAll(channel, ByteBuffer.allocate((int) Math.min(channel.size(), 2 * MAX_HEAD)));
      channel.force(true);
    }
    SealPoint.SEAL_WIPED.hit();
    Files.delete(path);
    SealPoint.SEAL_REMOVED.hit();
  }
}
