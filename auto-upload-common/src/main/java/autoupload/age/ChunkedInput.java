package autoupload.age;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;

/**
 * Input stream that is filled a chunk at a time. A failure is final; buffers are wiped when closed.
 */
abstract class ChunkedInput extends InputStream {
  private final byte[] chunk;
  private int next;
  private int end;
  private boolean ended;
  private IOException failure;

  ChunkedInput(int chunkSize) {
    this.chunk = new byte[chunkSize];
  }

  /**
   * Puts the next chunk into {@code target}.
   *
   * @return its length, 0 only for an empty last chunk, or -1 after the last
   */
  abstract int nextChunk(byte[] target) throws IOException;

  @Override
  public final int read() throws IOException {
    return ready() ? chunk[next++] & 0xff : -1;
  }

  @Override
  public final int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (!ready()) {
      return -1;
    }
    int count = Math.min(length, end - next);
    System.arraycopy(chunk, next, target, offset, count);
    next += count;
    return count;
  }

  /** Whether there is a byte left; loads the chunk it is in. */
  private boolean ready() throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      while (next == end && !ended) {
        int length = nextChunk(chunk);
        next = 0;
        end = Math.max(0, length);
        ended = length < 0;
      }
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    return next < end;
  }

  @Override
  public void close() throws IOException {
    Arrays.fill(chunk, (byte) 0);
    next = end;
    ended = true;
  }
}
