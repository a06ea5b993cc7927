package autoupload.socket;

import java.io.IOException;
import java.io.InputStream;

/**
 * Read-ahead on a socket: takes as much as is there and hands it on in the small pieces that TLS
 * asks for, 5 bytes of header, then a record. One thread reads at a time.
 */
final class CoalescingInput extends InputStream {
  private final InputStream socket;
  private final ElasticBuffer buffer;
  private final LinkProgress.Direction progress;
  private volatile long most = Long.MAX_VALUE;

  CoalescingInput(InputStream socket, ElasticBuffer buffer, LinkProgress.Direction progress) {
    this.socket = socket;
    this.buffer = buffer;
    this.progress = progress;
  }

  /** Fails once more than so many bytes have arrived since the beginning. */
  void limit(long bytes) {
    most = bytes;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    buffer.lock();
    try {
      if (buffer.isEmpty()) {
        buffer.clear();
        buffer.settle();
        if (length >= buffer.bytes().length) {
          return readSocket(to, offset, length);
        }
        int count = readSocket(buffer.bytes(), 0, buffer.bytes().length);
        if (count < 0) {
          return -1;
        }
        buffer.end = count;
      }
      int count = Math.min(length, buffer.end - buffer.start);
      System.arraycopy(buffer.bytes(), buffer.start, to, offset, count);
      buffer.start += count;
      return count;
    } finally {
      buffer.unlock();
    }
  }

  @Override
  public int available() throws IOException {
    buffer.lock();
    try {
      return buffer.end - buffer.start + socket.available();
    } finally {
      buffer.unlock();
    }
  }

  private int readSocket(byte[] to, int offset, int length) throws IOException {
    progress.begins();
    try {
      int count = socket.read(to, offset, length);
      if (count > 0) {
        progress.moved(count);
        if (progress.bytes() > most) {
          throw new IOException("the peer sends more than " + most + " bytes");
        }
      }
      return count;
    } finally {
      progress.ends();
    }
  }
}
