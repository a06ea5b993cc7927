package autoupload.client.seal;

import autoupload.client.scan.SourceChanged;
import autoupload.crypto.BulkCrypto;
import autoupload.upload.ContentDigest;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Plain text of a file as it is given to be sealed. It is read a batch at a time into memory;
 * before anything of a batch is given out, its digests are those on record, or they are put there.
 * So what is sealed at any byte of the key stream is always the same, whatever becomes of the file
 * and of this process.
 */
final class RecordedSource implements Closeable {
  private static final int BATCH = SegmentPlan.BATCH;

  private final FileChannel channel;
  private final SegmentPlan plan;
  private final KeptSeal seal;
  private final MessageDigest sha256 = BulkCrypto.chosen().sha256();
  private final byte[] batch;

  /** Which batch is in memory; -1 if none is. */
  private long number = -1;

  private int length;

  /** Which one the hasher goes on with. */
  private long next;

  RecordedSource(FileChannel channel, SegmentPlan plan, KeptSeal seal) throws IOException {
    this.channel = channel;
    this.plan = plan;
    this.seal = seal;
    this.batch = new byte[(int) Math.min(BATCH, plan.size())];
    if (plan.size() == 0) {
      load(0); // nobody will ask for a byte of it
    }
  }

  /** The bytes from {@code offset} on. */
  InputStream from(long offset) {
    return new InputStream() {
      private long position = offset;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int at, int most) throws IOException {
        Objects.checkFromIndexSize(at, most, target.length);
        if (position >= plan.size()) {
          return -1;
        }
        if (position / BATCH != number) {
          load(position / BATCH);
        }
        int within = (int) (position % BATCH);
        int count = Math.min(most, length - within);
        System.arraycopy(batch, within, target, at, count);
        position += count;
        return count;
      }
    };
  }

  private void load(long wanted) throws IOException {
    if (wanted != next) {
      sha256.reset();
      next = plan.batchToHashFrom(wanted);
    }
    while (next <= wanted) {
      number = -1; // what is in memory is of no use if this fails
      readNext();
      checkOrRecord();
      number = next++;
    }
  }

  private void readNext() throws IOException {
    long start = next * BATCH;
    length = (int) Math.min(BATCH, plan.size() - start);
    ByteBuffer bytes = ByteBuffer.wrap(batch, 0, length);
    channel.position(start);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new SourceChanged("it became shorter while it was read");
      }
    }
  }

  private void checkOrRecord() throws IOException {
    int onRecord = seal.segments();
    List<byte[]> fresh = new ArrayList<>();
    long start = next * BATCH;
    int segment = plan.at(start);
    int hashed = 0;
    do {
      int end = (int) (plan.end(segment) - start);
      sha256.update(batch, hashed, end - hashed);
      hashed = end;
      byte[] digest = plan.endsChunk(segment) ? sha256.digest() : digestSoFar();
      if (segment >= onRecord) {
        fresh.add(digest);
      } else if (!MessageDigest.isEqual(digest, seal.segment(segment))) {
        throw new SourceChanged("it changed since a part of it was sent");
      }
      segment++;
    } while (hashed < length);
    if (!fresh.isEmpty()) {
      seal.record(fresh);
    }
  }

  private byte[] digestSoFar() {
    try {
      return ((MessageDigest) sha256.clone()).digest();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be copied", e);
    }
  }

  /** Whether everything before {@code offset} is on record. */
  boolean isOnRecord(long offset) {
    int segments = seal.segments();
    return segments > 0 && plan.end(segments - 1) >= offset;
  }

  /** The digest of the whole file, once all of it is on record. */
  ContentDigest digest() {
    List<byte[]> chunks = new ArrayList<>();
    for (int i = 0; i < plan.count(); i++) {
      if (plan.endsChunk(i)) {
        chunks.add(seal.segment(i));
      }
    }
    return ContentDigest.ofChunks(chunks);
  }

  @Override
  public void close() throws IOException {
    Arrays.fill(batch, (byte) 0);
    channel.close();
  }
}
