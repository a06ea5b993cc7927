package autoupload.server.storage.local;

import autoupload.files.AppendLog;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Append-only log of a partial upload, with a checksummed record of its durable length for each
 * checkpoint. Big-endian:
 *
 * <pre>
 *   header  8 bytes "AUPLOAD1" | 16 client id | i64 size | i64 mtime seconds | i32 mtime nanos
 *           | u16 length of name | name in UTF-8 | u32 CRC32C of all this
 *           or "AUPLOAD2", and 16 owner after the name: the data is in that client's file
 *   record  i64 durable offset | u8 1 if a chunk ends there | 32 its SHA-256 or zeros
 *           | u32 CRC32C of all this
 * </pre>
 *
 * <p>Records are appended only, and the last one counts. Whatever follows the last sound record is
 * a torn write and is ignored.
 *
 * @param client whose upload it is
 * @param owner in whose file the data is: another client's, if this one goes on with its upload
 * @param offer of what
 * @param offset how much is durable, in bytes
 * @param digests of the chunks that are complete at {@code offset}
 * @param length of the sound part of the log, in bytes
 */
record PartialLog(
    ClientId client,
    ClientId owner,
    UploadOffer offer,
    long offset,
    List<byte[]> digests,
    long length) {
  private static final byte[] MAGIC = "AUPLOAD1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BORROWED = "AUPLOAD2".getBytes(StandardCharsets.US_ASCII);
  private static final int FIXED_HEADER = 8 + ClientId.BYTES + 8 + 8 + 4 + 2;
  private static final int CRC = 4;
  private static final int RECORD = 8 + 1 + ContentDigest.HASH_BYTES + CRC;

  /** The most bytes a log in use has: enough for years of records of one upload. */
  private static final long LONGEST = 64L << 20;

  /** The log of that name, if there is one with a sound header. */
  static Optional<PartialLog> read(Path path) throws IOException {
    Optional<FileStat> facts = FileStat.of(path);
    if (facts.isEmpty() || !facts.get().isFile() || facts.get().size() > LONGEST) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
      return parse(ByteBuffer.wrap(in.readAllBytes()));
    }
  }

  /** As {@link #read}, from bytes. */
  static Optional<PartialLog> parse(ByteBuffer in) {
    if (in.remaining() < FIXED_HEADER + CRC) {
      return Optional.empty();
    }
    int nameLength = Short.toUnsignedInt(in.getShort(FIXED_HEADER - 2));
    boolean borrowed = in.get(BORROWED.length - 1) == BORROWED[BORROWED.length - 1];
    int headerLength = FIXED_HEADER + nameLength + (borrowed ? ClientId.BYTES : 0);
    if (in.remaining() < headerLength + CRC || !isSound(in, 0, headerLength)) {
      return Optional.empty();
    }
    try {
      byte[] magic = take(in, MAGIC.length);
      ClientId client = ClientId.of(take(in, ClientId.BYTES));
      long size = in.getLong();
      Instant modified = Instant.ofEpochSecond(in.getLong(), in.getInt());
      in.getShort();
      UploadName name = new UploadName(new String(take(in, nameLength), StandardCharsets.UTF_8));
      ClientId owner = borrowed ? ClientId.of(take(in, ClientId.BYTES)) : client;
      in.getInt();
      return Arrays.equals(magic, borrowed ? BORROWED : MAGIC)
          ? Optional.of(records(in, client, owner, new UploadOffer(name, size, modified)))
          : Optional.empty();
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static PartialLog records(
      ByteBuffer in, ClientId client, ClientId owner, UploadOffer offer) {
    ChunkPlan plan = offer.plan();
    List<byte[]> digests = new ArrayList<>();
    long offset = 0;
    while (in.remaining() >= RECORD && isSound(in, in.position(), RECORD - CRC)) {
      long next = in.getLong(in.position());
      boolean endsChunk = in.get(in.position() + 8) == 1;
      int complete = digests.size() + (endsChunk ? 1 : 0);
      if (next < 0 || next > offer.size() || plan.completeBefore(next) != complete) {
        break;
      }
      if (endsChunk && plan.end(complete - 1) != next) {
        break;
      }
      in.position(in.position() + 9);
      byte[] digest = take(in, ContentDigest.HASH_BYTES);
      in.getInt();
      if (endsChunk) {
        digests.add(digest);
      }
      offset = next;
    }
    return new PartialLog(client, owner, offer, offset, List.copyOf(digests), in.position());
  }

  private static byte[] take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static boolean isSound(ByteBuffer in, int start, int length) {
    return crc(in, start, length) == in.getInt(start + length);
  }

  private static int crc(ByteBuffer bytes, int start, int length) {
    return AppendLog.checksum(bytes.array(), bytes.arrayOffset() + start, length);
  }

  /** Whether the data is in another client's file. */
  boolean isBorrowed() {
    return !owner.equals(client);
  }

  /** The bytes a log starts with. */
  static ByteBuffer header(UploadKey key, ClientId owner) {
    boolean borrowed = !owner.equals(key.client());
    UploadOffer offer = key.offer();
    byte[] name = offer.name().value().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(FIXED_HEADER + name.length + ClientId.BYTES + CRC);
    out.put(borrowed ? BORROWED : MAGIC).put(key.client().bytes()).putLong(offer.size());
    Instant modified = offer.modified();
    out.putLong(modified.getEpochSecond()).putInt(modified.getNano());
    out.putShort((short) name.length).put(name);
    if (borrowed) {
      out.put(owner.bytes());
    }
    return out.putInt(crc(out, 0, out.position())).flip();
  }

  /**
   * The bytes to append when {@code offset} is durable and so are the chunks {@code from} and later
   * that {@code digests} has.
   */
  static ByteBuffer records(ChunkPlan plan, List<byte[]> digests, int from, long offset) {
    ByteBuffer out = ByteBuffer.allocate((digests.size() - from + 1) * RECORD);
    for (int chunk = from; chunk < digests.size(); chunk++) {
      record(out, plan.end(chunk), 1, digests.get(chunk));
    }
    boolean said = digests.size() > from && plan.end(digests.size() - 1) == offset;
    if (!said) {
      record(out, offset, 0, new byte[ContentDigest.HASH_BYTES]);
    }
    return out.flip();
  }

  private static void record(ByteBuffer out, long offset, int endsChunk, byte[] digest) {
    int start = out.position();
    out.putLong(offset).put((byte) endsChunk).put(digest);
    out.putInt(crc(out, start, RECORD - CRC));
  }
}
