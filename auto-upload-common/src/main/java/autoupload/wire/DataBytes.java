package autoupload.wire;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Payload of one DATA frame, read straight from the connection. */
public final class DataBytes {
  private final InputStream in;
  private int remaining;

  DataBytes(InputStream in, int length) {
    this.in = in;
    this.remaining = length;
  }

  /** How many are left. */
  public int remaining() {
    return remaining;
  }

  /**
   * Reads at least one and at most {@code length} bytes, as many as have arrived.
   *
   * @throws EOFException if the connection ends before the frame does
   */
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, Math.min(length, remaining));
    if (count < 0) {
      throw new EOFException("the connection ended within a frame");
    }
    remaining -= count;
    return count;
  }

  /** Passes over what is left. */
  void skip() throws IOException {
    byte[] sink = new byte[Math.min(remaining, 16 << 10)];
    while (remaining > 0) {
      read(sink, 0, sink.length);
    }
  }
}
