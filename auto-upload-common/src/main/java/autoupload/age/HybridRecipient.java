package autoupload.age;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Recipient with an ML-KEM-768 and an X25519 key. */
final class HybridRecipient extends Recipient {
  static final String PREFIX = "age1pq";
  static final String TYPE = "mlkem768x25519";
  static final byte[] INFO =
      "age-encryption.org/mlkem768x25519".getBytes(StandardCharsets.US_ASCII);

  private final byte[] publicKey;

  HybridRecipient(byte[] publicKey) {
    this.publicKey = publicKey;
  }

  static HybridRecipient decode(String text) {
    byte[] key = Bech32.decode(PREFIX, text.toCharArray(), XWing.PUBLIC);
    if (!XWing.isPublicKey(key)) {
      throw new IllegalArgumentException("it is not a key: make another");
    }
    return new HybridRecipient(key);
  }

  @Override
  Stanza wrap(FileKey key) {
    Hpke.Sealed sealed = Hpke.seal(publicKey, INFO, key.bytes());
    return new Stanza(TYPE, List.of(Stanza.base64(sealed.encapsulated())), sealed.ciphertext());
  }

  @Override
  public String toString() {
    return new String(Bech32.encode(PREFIX, publicKey));
  }
}
