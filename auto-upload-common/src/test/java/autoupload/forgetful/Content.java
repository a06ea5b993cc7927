package autoupload.forgetful;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Growable byte array, the content of a file. */
final class Content {
  private byte[] bytes = new byte[256];
  private int size;

  int size() {
    return size;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Copies what is there from {@code at} on; -1 if that is the end. */
  int read(ByteBuffer target, long at) {
    if (at >= size) {
      return -1;
    }
    int count = (int) Math.min(target.remaining(), size - at);
    target.put(bytes, (int) at, count);
    return count;
  }

  /** Writes, with zeros between the end and {@code at}. */
  void write(byte[] source, int length, int at) {
    int end = at + length;
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, bytes.length * 2));
    }
    System.arraycopy(source, 0, bytes, at, length);
    size = Math.max(size, end);
  }

  void truncate(int length) {
    if (length < size) {
      Arrays.fill(bytes, length, size, (byte) 0);
      size = length;
    }
  }

  Content copy() {
    Content copy = new Content();
    copy.write(bytes, size, 0);
    return copy;
  }
}
