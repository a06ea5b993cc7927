package autoupload.client.journal;

import autoupload.client.scan.SettledFile;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.StoreId;
import autoupload.upload.UploadName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Record of the journal. */
sealed interface JournalRecord {
  /** Key of a file across runs. FAT renumbers inodes at every mount, so they do not count. */
  record SourceKey(String name, long size, Instant modified) {
    static SourceKey of(SettledFile file) {
      return new SourceKey(file.name().value(), file.identity().size(), file.identity().modified());
    }
  }

  /** Store whose files the records from here on are about; those before count no more. */
  record Store(StoreId id) implements JournalRecord {}

  /**
   * Folder that files are remembered of and that shows none.
   *
   * @param day the last day of those it was looked at, since 1970
   * @param days on how many days it was looked at; 0 ends that, and the day means nothing
   */
  record Absent(String folder, long day, int days) implements JournalRecord {}

  /**
   * Record about one file. A later record of the same name replaces what an earlier one said,
   * except that chunks add up.
   */
  sealed interface OfFile extends JournalRecord {
    /** Which file it is about. */
    SourceKey file();
  }

  /**
   * Confirmation that the server has the file, or its sealed form.
   *
   * @param source the digest of the file here; the receipt's, unless that is for the sealed form
   */
  record Confirmed(SourceKey file, Receipt receipt, ContentDigest source) implements OfFile {
    boolean isSealed() {
      return receipt.size() != file.size();
    }
  }

  /**
   * Digest (SHA-256) of a chunk of a file under way, which was read.
   *
   * @param changed the file's change time then, which no program can set back
   */
  record ReadChunk(SourceKey file, Instant changed, int index, ContentDigest digest)
      implements OfFile {}

  /** Start of the file's erasure: what is left of it has another name now. */
  record Erasing(SourceKey file) implements OfFile {}

  /** Disappearance of the file, so that a later one of its name is a new one. */
  record Gone(SourceKey file) implements OfFile {}

  /**
   * Failure of the file.
   *
   * @param count how many times in a row
   * @param restUntil it is left alone until then
   */
  record Failed(SourceKey file, int count, Instant restUntil) implements OfFile {
    /** So many failures in a row are bad luck; after them a file rests. */
    static final int BEFORE_REST = 5;

    private static final Duration FIRST_REST = Duration.ofMinutes(10);
    private static final Duration LONGEST_REST = Duration.ofDays(1);

    static Failed of(SourceKey file, int count, Instant now) {
      Duration rest = Duration.ZERO;
      if (count >= BEFORE_REST) {
        rest = FIRST_REST.multipliedBy(1L << Math.min(count - BEFORE_REST, 10));
        rest = rest.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : rest;
      }
      return new Failed(file, count, now.plus(rest));
    }

    boolean rests(Instant now) {
      return now.isBefore(restUntil) && now.plus(LONGEST_REST).isAfter(restUntil);
    }
  }

  /** The body of the record, its type first. */
  static byte[] encode(JournalRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (record instanceof Store store) {
        out.writeByte('S');
        out.write(store.id().bytes());
      } else if (record instanceof Absent absent) {
        out.writeByte('A');
        out.writeUTF(absent.folder());
        out.writeLong(absent.day());
        out.writeInt(absent.days());
      } else if (record instanceof Confirmed confirmed) {
        head(out, confirmed.isSealed() ? 'D' : 'C', confirmed.file());
        out.writeUTF(confirmed.receipt().storedName().value());
        digest(out, confirmed.receipt().digest());
        if (confirmed.isSealed()) {
          out.writeLong(confirmed.receipt().size());
          digest(out, confirmed.source());
        }
      } else if (record instanceof ReadChunk chunk) {
        head(out, 'K', chunk.file());
        instant(out, chunk.changed());
        out.writeShort(chunk.index());
        digest(out, chunk.digest());
      } else if (record instanceof Erasing erasing) {
        head(out, 'E', erasing.file());
      } else if (record instanceof Gone gone) {
        head(out, 'G', gone.file());
      } else if (record instanceof Failed failed) {
        head(out, 'F', failed.file());
        out.writeInt(failed.count());
        instant(out, failed.restUntil());
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail so", e);
    }
    return bytes.toByteArray();
  }

  /**
   * The record of a body.
   *
   * @throws IOException if it is none, or of a type this version does not know
   */
  static JournalRecord decode(byte[] body) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      int type = in.readUnsignedByte();
      if (type == 'S') {
        return new Store(StoreId.of(in.readNBytes(StoreId.BYTES)));
      }
      if (type == 'A') {
        return new Absent(in.readUTF(), in.readLong(), in.readInt());
      }
      SourceKey file = new SourceKey(in.readUTF(), in.readLong(), instant(in));
      return switch (type) {
        case 'C' -> confirmed(file, new UploadName(in.readUTF()), digest(in));
        case 'D' ->
            confirmed(file, new UploadName(in.readUTF()), digest(in), in.readLong(), digest(in));
        case 'K' -> new ReadChunk(file, instant(in), in.readUnsignedShort(), digest(in));
        case 'E' -> new Erasing(file);
        case 'G' -> new Gone(file);
        case 'F' -> new Failed(file, in.readInt(), instant(in));
        default -> throw new IOException("unknown record type " + type);
      };
    } catch (IllegalArgumentException | DateTimeException e) {
      throw new IOException("a record is damaged", e);
    }
  }

  private static Confirmed confirmed(SourceKey file, UploadName stored, ContentDigest digest) {
    return confirmed(file, stored, digest, file.size(), digest);
  }

  private static Confirmed confirmed(
      SourceKey file, UploadName stored, ContentDigest digest, long size, ContentDigest source) {
    return new Confirmed(file, new Receipt(stored, size, digest), source);
  }

  private static void head(DataOutputStream out, char type, SourceKey file) throws IOException {
    out.writeByte(type);
    out.writeUTF(file.name());
    out.writeLong(file.size());
    instant(out, file.modified());
  }

  private static void instant(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant instant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static void digest(DataOutputStream out, ContentDigest digest) throws IOException {
    out.writeShort(digest.chunks());
    out.write(digest.hash());
  }

  private static ContentDigest digest(DataInputStream in) throws IOException {
    int chunks = in.readUnsignedShort();
    return ContentDigest.of(chunks, in.readNBytes(ContentDigest.HASH_BYTES));
  }
}
