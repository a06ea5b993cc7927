package autoupload.server.storage.local;

import autoupload.server.storage.Prefix;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ChunkPlan;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What is remembered beside a partial upload: whose it is, and how far it is durable.
 *
 * <pre>
 *  header:  "AUP1" | client id (16) | size (8) | mtime s (8) | mtime ns (4)
 *           | length of the name (2) | name | CRC-32C of all that (4)
 *  record:  offset (8) | digest follows (1) | SHA-256 of the chunk that ends there (32)
 *           | CRC-32C of all that (4)
 * </pre>
 *
 * Numbers are big-endian. Records are only appended; the last one says how far the upload is. One
 * without a digest is a checkpoint within the open chunk, or goes back to its start when its bytes
 * turned out to be wrong. A torn or damaged record ends the log.
 *
 * @param client whose upload it is; the user is known from the folder
 * @param offer what is uploaded
 * @param offset how much of the partial is durable
 * @param chunks the digests of the chunks that are complete before that
 * @param validBytes how much of the log is good
 */
record PartialLog(
    ClientId client, UploadOffer offer, long offset, List<byte[]> chunks, long validBytes) {
  private static final int MAGIC = 0x41555031;
  private static final int RECORD = 8 + 1 + ContentDigest.HASH_BYTES + 4;

  /** The longest log: a name, and a few records for each chunk. Longer ones are not ours. */
  private static final long MAX_BYTES = 64L << 20;

  /** The header of a new log. */
  static ByteBuffer header(UploadKey key) {
    byte[] name = key.offer().name().value().getBytes(StandardCharsets.UTF_8);
    Instant modified = key.offer().modified();
    ByteBuffer bytes = ByteBuffer.allocate(4 + ClientId.BYTES + 8 + 8 + 4 + 2 + name.length + 4);
    bytes.putInt(MAGIC);
    bytes.put(key.client().bytes());
    bytes.putLong(key.offer().size());
    bytes.putLong(modified.getEpochSecond());
    bytes.putInt(modified.getNano());
    bytes.putShort((short) name.length);
    bytes.put(name);
    bytes.putInt(crc(bytes, 0, bytes.position()));
    return bytes.flip();
  }

  /** A record that everything before {@code offset} is durable, where no chunk ends. */
  static ByteBuffer checkpoint(long offset) {
    return record(offset, Optional.empty());
  }

  /** A record that the chunk that ends at {@code offset} is durable. */
  static ByteBuffer chunk(long offset, byte[] digest) {
    return record(offset, Optional.of(digest));
  }

  private static ByteBuffer record(long offset, Optional<byte[]> digest) {
    ByteBuffer bytes = ByteBuffer.allocate(RECORD);
    bytes.putLong(offset);
    bytes.put((byte) (digest.isPresent() ? 1 : 0));
    bytes.put(digest.orElseGet(() -> new byte[ContentDigest.HASH_BYTES]));
    bytes.putInt(crc(bytes, 0, bytes.position()));
    return bytes.flip();
  }

  /** Reads a log; empty if there is none or not even its header is good. */
  static Optional<PartialLog> read(Path file) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      return parse(ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  static Optional<PartialLog> parse(ByteBuffer bytes) {
    try {
      if (bytes.getInt() != MAGIC) {
        return Optional.empty();
      }
      byte[] client = new byte[ClientId.BYTES];
      bytes.get(client);
      long size = bytes.getLong();
      Instant modified = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
      byte[] name = new byte[bytes.getShort() & 0xffff];
      bytes.get(name);
      if (crc(bytes, 0, bytes.position()) != bytes.getInt()) {
        return Optional.empty();
      }
      UploadName uploadName = new UploadName(new String(name, StandardCharsets.UTF_8));
      UploadOffer offer = new UploadOffer(uploadName, size, modified);
      return Optional.of(records(ClientId.of(client), offer, bytes));
    } catch (BufferUnderflowException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private static PartialLog records(ClientId client, UploadOffer offer, ByteBuffer bytes) {
    ChunkPlan plan = offer.plan();
    List<byte[]> chunks = new ArrayList<>();
    long offset = 0;
    long valid = bytes.position();
    while (bytes.remaining() >= RECORD) {
      int start = bytes.position();
      long next = bytes.getLong();
      boolean ends = bytes.get() == 1;
      byte[] digest = new byte[ContentDigest.HASH_BYTES];
      bytes.get(digest);
      boolean good =
          crc(bytes, start, bytes.position()) == bytes.getInt()
              && chunks.size() < plan.count()
              && next >= plan.start(chunks.size())
              && next <= plan.end(chunks.size())
              && (!ends || next == plan.end(chunks.size()));
      if (!good) {
        break;
      }
      if (ends) {
        chunks.add(digest);
      }
      offset = next;
      valid = bytes.position();
    }
    return new PartialLog(client, offer, offset, List.copyOf(chunks), valid);
  }

  /** What a client is told of it. */
  Prefix prefix() {
    return new Prefix(
        offset, chunks.isEmpty() ? Optional.empty() : Optional.of(ContentDigest.ofChunks(chunks)));
  }

  /** The same, but only up to where its last complete chunk ends. */
  PartialLog wholeChunks() {
    long end = chunks.isEmpty() ? 0 : offer.plan().end(chunks.size() - 1);
    return new PartialLog(client, offer, end, chunks, validBytes);
  }

  private static int crc(ByteBuffer bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(from).limit(to));
    return (int) crc.getValue();
  }
}
