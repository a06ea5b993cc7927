package autoupload.age;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/** Identity with an ML-KEM-768 and an X25519 key, kept as the seed of both. */
final class HybridIdentity extends Identity {
  static final String PREFIX = "AGE-SECRET-KEY-PQ-";

  private final byte[] seed;

  private HybridIdentity(byte[] seed) {
    this.seed = seed;
  }

  static HybridIdentity random() {
    byte[] seed = new byte[XWing.SEED];
    new SecureRandom().nextBytes(seed);
    return new HybridIdentity(seed);
  }

  static HybridIdentity decode(char[] text) {
    return new HybridIdentity(Bech32.decode(PREFIX, text, XWing.SEED));
  }

  @Override
  public Recipient recipient() {
    return new HybridRecipient(XWing.publicKey(seed));
  }

  @Override
  public char[] encoded() {
    return Bech32.encode(PREFIX, seed);
  }

  @Override
  Optional<FileKey> unwrap(Stanza stanza) throws AgeException {
    if (!stanza.type().equals(HybridRecipient.TYPE)) {
      return Optional.empty();
    }
    byte[] encapsulated = stanza.argument(XWing.ENCAPSULATED);
    return Hpke.open(seed, HybridRecipient.INFO, encapsulated, stanza.body()).map(FileKey::new);
  }

  @Override
  public void close() {
    Arrays.fill(seed, (byte) 0);
  }
}
