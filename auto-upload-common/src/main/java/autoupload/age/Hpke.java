package autoupload.age;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Hybrid public key encryption (RFC 9180) of one message: base mode, {@link XWing}, HKDF-SHA256 and
 * ChaCha20-Poly1305, no associated data.
 */
final class Hpke {
  private static final byte[] VERSION = ascii("HPKE-v1");

  /** "HPKE", then the numbers of the three algorithms. */
  private static final byte[] SUITE =
      X25519.concat(ascii("HPKE"), HexFormat.of().parseHex("647a00010003"));

  /**
   * @param encapsulated what the one with the secret key needs
   * @param ciphertext the message, 16 bytes longer
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Sealed(byte[] encapsulated, byte[] ciphertext) {}

  private Hpke() {}

  static Sealed seal(byte[] publicKey, byte[] info, byte[] message) {
    XWing.Encapsulation encapsulation = XWing.encapsulate(publicKey);
    Schedule schedule = new Schedule(encapsulation.secret(), info);
    byte[] ciphertext = ChaCha.sealOnce(schedule.key, schedule.nonce, message);
    return new Sealed(encapsulation.encapsulated(), ciphertext);
  }

  /**
   * The message; empty if it is for somebody else, or was changed.
   *
   * @throws AgeException if {@code encapsulated} is such that everybody could open it
   */
  static Optional<byte[]> open(byte[] seed, byte[] info, byte[] encapsulated, byte[] ciphertext)
      throws AgeException {
    byte[] secret =
        XWing.decapsulate(seed, encapsulated)
            .orElseThrow(() -> AgeException.header("the key in it hides nothing"));
    Schedule schedule = new Schedule(secret, info);
    return ChaCha.openOnce(schedule.key, schedule.nonce, ciphertext);
  }

  /**
   * Key schedule of RFC 9180, 5.1, with mode_base (0) and no pre-shared key; and the nonce of
   * message 0.
   */
  private static final class Schedule {
    final byte[] key;
    final byte[] nonce;

    /** Wipes {@code shared}. */
    Schedule(byte[] shared, byte[] info) {
      byte[] none = new byte[0];
      byte[] context =
          X25519.concat(
              new byte[1],
              labeledExtract(none, "psk_id_hash", none),
              labeledExtract(none, "info_hash", info));
      byte[] secret = labeledExtract(shared, "secret", none);
      this.key = labeledExpand(secret, "key", context, Hkdf.LENGTH);
      this.nonce = labeledExpand(secret, "base_nonce", context, ChaCha.NONCE);
      Arrays.fill(secret, (byte) 0);
      Arrays.fill(shared, (byte) 0);
    }
  }

  private static byte[] labeledExtract(byte[] salt, String label, byte[] ikm) {
    return Hkdf.extract(salt, VERSION, SUITE, ascii(label), ikm);
  }

  private static byte[] labeledExpand(byte[] secret, String label, byte[] context, int length) {
    byte[] lengthField = {0, (byte) length};
    return Hkdf.expand(
        secret, X25519.concat(lengthField, VERSION, SUITE, ascii(label), context), length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
