package autoupload.socket;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Input stream under TLS that reports the end of the stream by an exception, never by a value. */
final class TlsInput extends FilterInputStream {
  private volatile boolean handshakeDone;

  TlsInput(InputStream in) {
    super(in);
  }

  /** From now on the end of the stream is an {@link EndOfStream}, and not a failure. */
  void handshakeDone() {
    handshakeDone = true;
  }

  @Override
  public int read() throws IOException {
    return orEnd(in.read());
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    return orEnd(in.read(bytes, offset, length));
  }

  private int orEnd(int result) throws IOException {
    if (result >= 0) {
      return result;
    }
    if (handshakeDone) {
      throw new EndOfStream();
    }
    throw new EOFException("the connection was closed during the TLS handshake");
  }

  /** TLS closes its streams when it fails; closing the socket is left to its owner. */
  @Override
  public void close() {
    // nothing of its own
  }
}
