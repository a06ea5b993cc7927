package autoupload.age;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/** X25519 function of RFC 7748, on 32-byte strings. */
final class X25519 {
  /** Length of scalars, points and shared secrets, in bytes. */
  static final int LENGTH = 32;

  /** What DER (RFC 8410) puts before the 32 bytes. */
  private static final byte[] PRIVATE = HexFormat.of().parseHex("302e020100300506032b656e04220420");

  private static final byte[] PUBLIC = HexFormat.of().parseHex("302a300506032b656e032100");

  private static final byte[] BASE_POINT = new byte[LENGTH];

  static {
    BASE_POINT[0] = 9;
  }

  private X25519() {}

  /** The public point of a secret scalar. */
  static byte[] publicPoint(byte[] scalar) {
    return multiply(scalar, BASE_POINT).orElseThrow();
  }

  /**
   * The secret shared between the two; the caller wipes it. Empty if it would be all zero, which is
   * so if and only if the point has a low order: then everybody knows the secret.
   */
  static Optional<byte[]> multiply(byte[] scalar, byte[] point) {
    byte[] encoded = concat(PRIVATE, scalar);
    try {
      KeyFactory keys = KeyFactory.getInstance("X25519");
      PrivateKey secret = keys.generatePrivate(new PKCS8EncodedKeySpec(encoded));
      PublicKey other = keys.generatePublic(new X509EncodedKeySpec(concat(PUBLIC, point)));
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(secret);
      agreement.doPhase(other, true);
      byte[] shared = agreement.generateSecret();
      return Arrays.equals(shared, new byte[LENGTH]) ? Optional.empty() : Optional.of(shared);
    } catch (InvalidKeyException e) { // how the JDK refuses points of low order
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 11 has X25519", e);
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  /** The parts one after the other. */
  static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
