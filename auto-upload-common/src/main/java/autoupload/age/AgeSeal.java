package autoupload.age;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collection;

/**
 * File key and {@linkplain #preamble preamble} of one sealed file; the preamble gives the key to
 * the recipients. With both, a file is sealed to the same bytes each time, so that an interrupted
 * upload goes on at any byte, even after a restart.
 *
 * <p><b>One seal is for one content, ever.</b> Two contents under one seal reveal each other to
 * whoever sees both: when the file may have changed, make a new seal. The key is wiped when closed.
 */
public final class AgeSeal implements AutoCloseable {
  private final byte[] preamble;
  private final FileKey key;

  private AgeSeal(byte[] preamble, FileKey key) {
    this.preamble = preamble;
    this.key = key;
  }

  /**
   * A new seal for each and every one of the recipients.
   *
   * @throws IllegalArgumentException if there is none, or {@code age1pq1} ones stand beside others
   */
  public static AgeSeal create(Collection<Recipient> recipients) {
    byte[] nonce = new byte[AgeStream.NONCE];
    new SecureRandom().nextBytes(nonce);
    FileKey key = FileKey.random();
    byte[] header = AgeHeader.seal(recipients, key).bytes();
    return new AgeSeal(X25519.concat(header, nonce), key);
  }

  /**
   * A seal that was kept. It holds and closes {@code key} itself.
   *
   * @throws AgeException if the two do not belong together, or were damaged
   */
  public static AgeSeal restore(byte[] preamble, FileKey key) throws AgeException {
    ByteArrayInputStream in = new ByteArrayInputStream(preamble);
    AgeHeader header;
    try {
      header = AgeHeader.read(in);
    } catch (AgeException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("memory was not readable", e);
    }
    if (in.available() != AgeStream.NONCE || !header.isMadeWith(key)) {
      throw new AgeException(AgeException.Reason.MAC, "header and key do not belong together");
    }
    return new AgeSeal(preamble.clone(), key);
  }

  /** How the sealed file begins: header and nonce. Not secret. */
  public byte[] preamble() {
    return preamble.clone();
  }

  /** The secret. */
  public FileKey key() {
    return key;
  }

  /** How long a file of {@code plainSize} bytes becomes. */
  public long sealedSize(long plainSize) {
    return sealedSize(preamble.length, plainSize);
  }

  /**
   * How long a file becomes under a seal whose preamble has so many bytes, as all have that are for
   * the same recipients.
   */
  public static long sealedSize(int preambleLength, long plainSize) {
    return preambleLength + AgeStream.sealedSize(plainSize);
  }

  /**
   * How much of the plain text is needed to seal everything before {@code offset} of the sealed
   * file, and what lies in the same chunk.
   */
  public long plainBefore(long offset, long plainSize) {
    long inChunks = Math.max(0, offset - preamble.length);
    long chunks = (inChunks + AgeStream.SEALED_CHUNK - 1) / AgeStream.SEALED_CHUNK;
    return Math.min(plainSize, chunks * AgeStream.CHUNK);
  }

  /** Source of the plain text. */
  @FunctionalInterface
  public interface Plaintext {
    /** The bytes from {@code offset} on; the caller closes it. */
    InputStream from(long offset) throws IOException;
  }

  /**
   * The sealed file from byte {@code offset} on. What lies before is not sealed again, but for the
   * rest of one chunk; no more than a chunk is in memory. Reading fails with an {@code
   * EOFException} where the source is shorter than {@code plainSize}, and stops there if it is
   * longer.
   *
   * @param offset from 0 to {@link #sealedSize}
   */
  public InputStream seal(Plaintext source, long plainSize, long offset) throws IOException {
    if (offset < 0 || offset > sealedSize(plainSize)) {
      throw new IllegalArgumentException("there is no byte " + offset + " in the sealed file");
    }
    if (offset < preamble.length) {
      byte[] rest = Arrays.copyOfRange(preamble, (int) offset, preamble.length);
      return new SequenceInputStream(
          new ByteArrayInputStream(rest), chunksFrom(source, plainSize, 0));
    }
    long inChunks = offset - preamble.length;
    InputStream chunks = chunksFrom(source, plainSize, inChunks / AgeStream.SEALED_CHUNK);
    try {
      chunks.skipNBytes(inChunks % AgeStream.SEALED_CHUNK);
      return chunks;
    } catch (IOException e) {
      chunks.close();
      throw e;
    }
  }

  private InputStream chunksFrom(Plaintext source, long plainSize, long number) throws IOException {
    byte[] nonce = Arrays.copyOfRange(preamble, preamble.length - AgeStream.NONCE, preamble.length);
    InputStream plain = source.from(Math.min(plainSize, number * AgeStream.CHUNK));
    return new SealingInput(new AgeStream(key, nonce), plain, plainSize, number);
  }

  @Override
  public void close() {
    key.close();
  }
}
