package autoupload.age;

import java.io.IOException;
import java.io.InputStream;

/**
 * Decrypting input stream: the plain text of sealed chunks. No byte of a chunk is given out before
 * the whole chunk is authenticated.
 */
final class OpeningInput extends ChunkedInput {
  private final AgeStream stream;
  private final InputStream sealed;
  private final byte[] block = new byte[AgeStream.SEALED_CHUNK];
  private long number;
  private boolean ended;

  /**
   * @param sealed the sealed chunks from {@code firstChunk} to the end; closed with this
   */
  OpeningInput(AgeStream stream, InputStream sealed, long firstChunk) {
    super(AgeStream.CHUNK);
    this.stream = stream;
    this.sealed = sealed;
    this.number = firstChunk;
  }

  @Override
  int nextChunk(byte[] target) throws IOException {
    if (ended) {
      if (sealed.read() >= 0) {
        throw AgeException.payload("something was added at its end");
      }
      return -1;
    }
    int length = sealed.readNBytes(block, 0, block.length);
    int size = length - ChaCha.TAG;
    if (size < 0) {
      throw AgeException.payload("it is cut off");
    }
    open(length, target);
    if (size == 0 && number > 0) {
      throw AgeException.payload("its last chunk is empty");
    }
    number++;
    return size;
  }

  /** A short chunk can only be the last, a full one may be. */
  private void open(int length, byte[] target) throws AgeException {
    if (length == block.length && stream.open(number, false, block, length, target)) {
      return;
    }
    if (!stream.open(number, true, block, length, target)) {
      throw AgeException.payload("it was changed or cut off");
    }
    ended = true;
  }

  @Override
  public void close() throws IOException {
    try (stream;
        sealed) {
      super.close();
    }
  }
}
