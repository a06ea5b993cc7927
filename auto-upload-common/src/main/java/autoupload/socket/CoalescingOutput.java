package autoupload.socket;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Output buffer for the records that TLS writes one by one, once {@link #collect} was called: from
 * then on bytes go out when the buffer is full and at {@link #flushPending}. {@link #flush} does
 * nothing, because TLS calls it after every record; so the few records that TLS sends of its own
 * accord, such as a key update, leave with the next data.
 */
final class CoalescingOutput extends OutputStream {
  /** Small enough that a peer that takes a kilobyte a second shows progress within a minute. */
  private static final int SLICE_BYTES = 64 << 10;

  private final OutputStream socket;
  private final ElasticBuffer buffer;
  private final LinkProgress.Direction progress;
  private boolean collecting;

  CoalescingOutput(OutputStream socket, ElasticBuffer buffer, LinkProgress.Direction progress) {
    this.socket = socket;
    this.buffer = buffer;
    this.progress = progress;
  }

  /** Ends the time in which every write goes straight to the socket. */
  void collect() {
    buffer.lock();
    collecting = true;
    buffer.unlock();
  }

  /** Sends what was collected; may block as long as the peer takes nothing. */
  void flushPending() throws IOException {
    buffer.lock();
    try {
      drain();
    } finally {
      buffer.unlock();
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int length) throws IOException {
    buffer.lock();
    try {
      if (collecting) {
        append(from, offset, length);
      } else {
        writeSocket(from, offset, length);
      }
    } finally {
      buffer.unlock();
    }
  }

  private void append(byte[] from, int offset, int length) throws IOException {
    int at = offset;
    int rest = length;
    buffer.settle();
    while (rest > 0) {
      byte[] bytes = buffer.bytes();
      if (buffer.isEmpty() && rest >= bytes.length) {
        writeSocket(from, at, rest);
        return;
      }
      int count = Math.min(rest, bytes.length - buffer.end);
      System.arraycopy(from, at, bytes, buffer.end, count);
      buffer.end += count;
      at += count;
      rest -= count;
      if (buffer.end == bytes.length) {
        drain();
      }
    }
  }

  private void drain() throws IOException {
    int length = buffer.end;
    try {
      writeSocket(buffer.bytes(), 0, length);
    } finally {
      // Also after a failure: part of it may be out, and the rest would make no sense.
      buffer.clear();
      buffer.settle();
    }
  }

  private void writeSocket(byte[] from, int offset, int length) throws IOException {
    for (int at = offset; at < offset + length; ) {
      int count = Math.min(SLICE_BYTES, offset + length - at);
      progress.begins();
      try {
        socket.write(from, at, count);
        progress.moved(count);
      } finally {
        progress.ends();
      }
      at += count;
    }
  }
}
