package autoupload.age;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Symmetric key of one sealed file, made anew for each file: whoever has it reads that file. Wiped
 * when closed.
 */
public final class FileKey implements AutoCloseable {
  /** Its length in bytes. */
  public static final int LENGTH = 16;

  private final byte[] bytes;

  /**
   * A key that was kept. Holds {@code bytes} themselves.
   *
   * @throws IllegalArgumentException if they are not 16
   */
  public FileKey(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a file key has 16 bytes, not " + bytes.length);
    }
    this.bytes = bytes;
  }

  static FileKey random() {
    byte[] bytes = new byte[LENGTH];
    new SecureRandom().nextBytes(bytes);
    return new FileKey(bytes);
  }

  /** The key itself, not a copy. */
  public byte[] bytes() {
    return bytes;
  }

  /** The HMAC-SHA256 of the start of a header; shows that the writer of the header had the key. */
  byte[] mac(byte[] header) {
    byte[] key = derive(new byte[0], "header");
    try {
      return Hkdf.hmac(key, header);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  /** What encrypts the content after a nonce; the caller wipes it. */
  byte[] payloadKey(byte[] nonce) {
    return derive(nonce, "payload");
  }

  private byte[] derive(byte[] salt, String purpose) {
    return Hkdf.derive(bytes, salt, purpose.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public String toString() {
    return "FileKey";
  }
}
