package autoupload.server.session;

import autoupload.server.storage.StorageException;
import autoupload.socket.BufferPool;
import autoupload.wire.DataBytes;
import autoupload.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Copy loop from the DATA frames of a connection to the upload, in blocks as large as are to be
 * had: while one is hashed, the next is received. Used by the connection's reader.
 */
final class DataReceiver {
  private static final int SMALL = 4 << 10;

  /** Where the pool has none to lend. */
  private static final int MEDIUM = 16 << 10;

  /** What arrives slowly is not kept from the disk for longer. */
  private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(200);

  private final BufferPool pool;

  /** Made when the first bytes come: most connections never bring any. */
  private byte[] small = {};

  /** Takes large blocks from {@code pool} while a frame is received. */
  DataReceiver(BufferPool pool) {
    this.pool = pool;
  }

  /**
   * Delivers what is left of the frame.
   *
   * @param arrived told whenever bytes have come how many, and 0 when the disk took them
   */
  void deliver(DataBytes from, IncomingUpload to, IntConsumer arrived)
      throws IOException, StorageException {
    boolean isSmall = from.remaining() <= SMALL / 2;
    Optional<byte[]> lent = isSmall ? Optional.empty() : pool.take();
    byte[] block = isSmall ? small() : lent.orElseGet(() -> new byte[MEDIUM]);
    int half = block.length / 2; // in turn, since what was delivered last may still be in use
    try {
      for (int at = 0; from.remaining() > 0; at = half - at) {
        long room = to.remainingInChunk();
        if (room == 0) {
          throw WireException.protocol("DATA goes on where a CHUNK is due");
        }
        receive(block, at, (int) Math.min(room, half), from, to, arrived);
        arrived.accept(0); // that the disk was slow is not held against the client
      }
    } finally {
      to.settle();
      lent.ifPresent(pool::giveBack);
    }
  }

  /** What came before the connection broke is delivered all the same. */
  private static void receive(
      byte[] block, int at, int length, DataBytes from, IncomingUpload to, IntConsumer arrived)
      throws IOException, StorageException {
    long start = System.nanoTime();
    int count = 0;
    try {
      do {
        int more = from.read(block, at + count, length - count);
        count += more;
        arrived.accept(more);
      } while (count < length && from.remaining() > 0 && System.nanoTime() - start < PATIENCE);
    } finally {
      if (count > 0) {
        to.deliver(ByteBuffer.wrap(block, at, count));
      }
    }
  }

  private byte[] small() {
    if (small.length == 0) {
      small = new byte[SMALL];
    }
    return small;
  }
}
