package autoupload.age;

import java.nio.ByteBuffer;

/**
 * Chunked encryption of an age file's content (STREAM): chunks of 64 KiB, each sealed under its
 * number and a flag for the last one. So chunks can neither be changed nor left out, swapped or cut
 * off, and encryption can start at any of them. The last chunk is empty only if the whole content
 * is.
 *
 * <p>An instance is for one direction and one thread; the key is wiped when closed.
 */
final class AgeStream implements AutoCloseable {
  /** Length of a chunk's plain text, but for the last one's, in bytes. */
  static final int CHUNK = 64 << 10;

  /** Length of a sealed chunk, but for the last one's, in bytes. */
  static final int SEALED_CHUNK = CHUNK + ChaCha.TAG;

  /** Length of the random bytes before the first chunk. */
  static final int NONCE = 16;

  private final ChaCha cipher;

  /** The content after {@code nonce} in the file of that key. */
  AgeStream(FileKey key, byte[] nonce) {
    this.cipher = new ChaCha(key.payloadKey(nonce));
  }

  /** How many chunks there are for so many bytes of plain text. */
  static long chunks(long plainSize) {
    return Math.max(1, (plainSize + CHUNK - 1) / CHUNK);
  }

  /** How long so many bytes of plain text get, nonce not included. */
  static long sealedSize(long plainSize) {
    return plainSize + ChaCha.TAG * chunks(plainSize);
  }

  /**
   * Seals chunk {@code number}.
   *
   * @param length how much of {@code plain} it is: {@link #CHUNK}, or less in the last one
   * @return how much of {@code sealed} it is
   */
  int seal(long number, boolean last, byte[] plain, int length, byte[] sealed) {
    return cipher.seal(nonce(number, last), plain, length, sealed);
  }

  /**
   * Opens chunk {@code number} into {@code plain}, 16 bytes less.
   *
   * @return false if it is not what was sealed as that chunk; {@code plain} is of no use then
   */
  boolean open(long number, boolean last, byte[] sealed, int length, byte[] plain) {
    return cipher.open(nonce(number, last), sealed, length, plain);
  }

  /** Eleven bytes of number, big-endian, and one that marks the last chunk. */
  private static byte[] nonce(long number, boolean last) {
    return ByteBuffer.allocate(ChaCha.NONCE)
        .putLong(3, number)
        .put(ChaCha.NONCE - 1, (byte) (last ? 1 : 0))
        .array();
  }

  @Override
  public void close() {
    cipher.close();
  }
}
