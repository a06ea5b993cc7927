package autoupload.age;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** Recipient with an X25519 key. */
final class X25519Recipient extends Recipient {
  static final String PREFIX = "age";
  static final String TYPE = "X25519";

  /** The wrapping key is used once, so its nonce may be zero. */
  static final byte[] NONCE = new byte[ChaCha.NONCE];

  private static final byte[] INFO =
      "age-encryption.org/v1/X25519".getBytes(StandardCharsets.US_ASCII);

  private final byte[] point;

  X25519Recipient(byte[] point) {
    this.point = point;
  }

  static X25519Recipient decode(String text) {
    byte[] point = Bech32.decode(PREFIX, text.toCharArray(), X25519.LENGTH);
    // Any scalar tells: with a point of low order it gives zero, and everybody could read the file.
    if (X25519.multiply(new byte[X25519.LENGTH], point).isEmpty()) {
      throw new IllegalArgumentException("it is a key that hides nothing: make another");
    }
    return new X25519Recipient(point);
  }

  @Override
  Stanza wrap(FileKey key) {
    byte[] ephemeral = new byte[X25519.LENGTH];
    new SecureRandom().nextBytes(ephemeral);
    try {
      byte[] share = X25519.publicPoint(ephemeral);
      byte[] shared = X25519.multiply(ephemeral, point).orElseThrow();
      byte[] body = ChaCha.sealOnce(wrappingKey(shared, share, point), NONCE, key.bytes());
      return new Stanza(TYPE, List.of(Stanza.base64(share)), body);
    } finally {
      Arrays.fill(ephemeral, (byte) 0);
    }
  }

  /** Wipes {@code shared}. */
  static byte[] wrappingKey(byte[] shared, byte[] share, byte[] recipient) {
    try {
      return Hkdf.derive(shared, X25519.concat(share, recipient), INFO);
    } finally {
      Arrays.fill(shared, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return new String(Bech32.encode(PREFIX, point));
  }
}
