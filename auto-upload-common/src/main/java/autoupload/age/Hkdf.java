package autoupload.age;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;

/** HKDF with SHA-256 (RFC 5869), for outputs of up to 32 bytes; and HMAC-SHA256 itself. */
final class Hkdf {
  /** What every key here has, in bytes. */
  static final int LENGTH = 32;

  private Hkdf() {}

  /** 32 bytes from the secret {@code ikm}, which the caller wipes, as the result. */
  static byte[] derive(byte[] ikm, byte[] salt, byte[] info) {
    byte[] pseudorandom = extract(salt, ikm);
    try {
      return expand(pseudorandom, info, LENGTH);
    } finally {
      Arrays.fill(pseudorandom, (byte) 0);
    }
  }

  /**
   * @param ikm the parts of the input key material, one after the other
   */
  static byte[] extract(byte[] salt, byte[]... ikm) {
    // An empty salt means zeros (RFC 5869, 2.2), and the JDK refuses empty keys.
    return hmac(salt.length == 0 ? new byte[LENGTH] : salt, ikm);
  }

  static byte[] expand(byte[] pseudorandom, byte[] info, int length) {
    byte[] block = hmac(pseudorandom, info, new byte[] {1});
    if (length == LENGTH) {
      return block;
    }
    byte[] start = Arrays.copyOf(block, length);
    Arrays.fill(block, (byte) 0);
    return start;
  }

  static byte[] hmac(byte[] key, byte[]... parts) {
    RawKey copy = new RawKey("HmacSHA256", key.clone());
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(copy);
      for (byte[] part : parts) {
        mac.update(part);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    } finally {
      copy.destroy();
    }
  }
}
