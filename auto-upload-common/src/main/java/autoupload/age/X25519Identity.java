package autoupload.age;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** Identity with an X25519 key. */
final class X25519Identity extends Identity {
  private static final String PREFIX = "AGE-SECRET-KEY-";

  private final byte[] scalar;
  private final byte[] point;

  private X25519Identity(byte[] scalar) {
    this.scalar = scalar;
    this.point = X25519.publicPoint(scalar);
  }

  static X25519Identity random() {
    byte[] scalar = new byte[X25519.LENGTH];
    new SecureRandom().nextBytes(scalar);
    return new X25519Identity(scalar);
  }

  static X25519Identity decode(char[] text) {
    return new X25519Identity(Bech32.decode(PREFIX, text, X25519.LENGTH));
  }

  @Override
  public Recipient recipient() {
    return new X25519Recipient(point);
  }

  @Override
  public char[] encoded() {
    return Bech32.encode(PREFIX, scalar);
  }

  @Override
  Optional<FileKey> unwrap(Stanza stanza) throws AgeException {
    if (!stanza.type().equals(X25519Recipient.TYPE)) {
      return Optional.empty();
    }
    byte[] share = stanza.argument(X25519.LENGTH);
    byte[] shared =
        X25519
            .multiply(scalar, share)
            .orElseThrow(() -> AgeException.header("the key in it hides nothing"));
    byte[] key = X25519Recipient.wrappingKey(shared, share, point);
    return ChaCha.openOnce(key, X25519Recipient.NONCE, stanza.body()).map(FileKey::new);
  }

  @Override
  public void close() {
    Arrays.fill(scalar, (byte) 0);
  }
}
