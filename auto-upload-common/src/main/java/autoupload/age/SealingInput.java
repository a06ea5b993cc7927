package autoupload.age;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Encrypting input stream: the sealed chunks of a plain text whose size is known. */
final class SealingInput extends ChunkedInput {
  private final AgeStream stream;
  private final InputStream plain;
  private final long plainSize;
  private final byte[] block = new byte[AgeStream.CHUNK];
  private long number;

  /**
   * @param plain what is to be sealed from {@code firstChunk} on; closed with this
   * @param plainSize how long all of it is; bytes beyond that are not read
   */
  SealingInput(AgeStream stream, InputStream plain, long plainSize, long firstChunk) {
    super(AgeStream.SEALED_CHUNK);
    this.stream = stream;
    this.plain = plain;
    this.plainSize = plainSize;
    this.number = firstChunk;
  }

  @Override
  int nextChunk(byte[] target) throws IOException {
    long chunks = AgeStream.chunks(plainSize);
    if (number >= chunks) {
      return -1;
    }
    int length = (int) Math.min(block.length, plainSize - number * AgeStream.CHUNK);
    if (plain.readNBytes(block, 0, length) < length) {
      throw new EOFException("the file became shorter while it was sealed");
    }
    int sealed = stream.seal(number, number == chunks - 1, block, length, target);
    number++;
    return sealed;
  }

  @Override
  public void close() throws IOException {
    try (stream;
        plain) {
      Arrays.fill(block, (byte) 0);
      super.close();
    }
  }
}
