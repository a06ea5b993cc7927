package autoupload.age;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * Key encapsulation mechanism X-Wing (draft-connolly-cfrg-xwing-kem; MLKEM768-X25519 of
 * draft-ietf-hpke-pq): ML-KEM-768 (FIPS 203) and X25519 side by side, so that it holds as long as
 * one of them does.
 */
final class XWing {
  /** Length of a seed, which is the secret key, in bytes. */
  static final int SEED = 32;

  private static final int MLKEM_PUBLIC = 1184;
  private static final int MLKEM_CIPHERTEXT = 1088;
  private static final int MLKEM_SEED = 64;

  /** Length of a public key, in bytes. */
  static final int PUBLIC = MLKEM_PUBLIC + X25519.LENGTH;

  /** Length of an encapsulated secret, in bytes. */
  static final int ENCAPSULATED = MLKEM_CIPHERTEXT + X25519.LENGTH;

  private static final byte[] LABEL = "\\.//^\\".getBytes(StandardCharsets.US_ASCII);

  /**
   * @param secret what both ends now have; the caller wipes it
   * @param encapsulated what the one with the secret key gets it from
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares two
  record Encapsulation(byte[] secret, byte[] encapsulated) {}

  private XWing() {}

  static byte[] publicKey(byte[] seed) {
    try (Expanded keys = new Expanded(seed)) {
      return X25519.concat(keys.mlkem.getPublicKey(), X25519.publicPoint(keys.scalar));
    }
  }

  /**
   * Whether the key can be used: FIPS 203 wants it checked, and a point of low order hides nothing.
   */
  static boolean isPublicKey(byte[] key) {
    byte[] point = Arrays.copyOfRange(key, MLKEM_PUBLIC, PUBLIC);
    try {
      mlkemPublic(key);
    } catch (IllegalArgumentException e) {
      return false;
    }
    return X25519.multiply(new byte[X25519.LENGTH], point).isPresent();
  }

  private static MLKEMPublicKeyParameters mlkemPublic(byte[] key) {
    return new MLKEMPublicKeyParameters(
        MLKEMParameters.ml_kem_768, Arrays.copyOf(key, MLKEM_PUBLIC));
  }

  /** A new secret for the one whose public key this is. */
  static Encapsulation encapsulate(byte[] publicKey) {
    byte[] point = Arrays.copyOfRange(publicKey, MLKEM_PUBLIC, PUBLIC);
    SecureRandom random = new SecureRandom();
    byte[] ephemeral = new byte[X25519.LENGTH];
    random.nextBytes(ephemeral);
    SecretWithEncapsulation first =
        new MLKEMGenerator(random).generateEncapsulated(mlkemPublic(publicKey));
    try {
      byte[] share = X25519.publicPoint(ephemeral);
      byte[] second = X25519.multiply(ephemeral, point).orElseThrow();
      byte[] secret = combine(first.getSecret(), second, share, point);
      return new Encapsulation(secret, X25519.concat(first.getEncapsulation(), share));
    } finally {
      Arrays.fill(ephemeral, (byte) 0);
    }
  }

  /**
   * The secret that was encapsulated; another one if it was for another key. Empty if its point has
   * a low order.
   */
  static Optional<byte[]> decapsulate(byte[] seed, byte[] encapsulated) {
    byte[] share = Arrays.copyOfRange(encapsulated, MLKEM_CIPHERTEXT, ENCAPSULATED);
    try (Expanded keys = new Expanded(seed)) {
      Optional<byte[]> second = X25519.multiply(keys.scalar, share);
      if (second.isEmpty()) {
        return Optional.empty();
      }
      byte[] first =
          new MLKEMExtractor(keys.mlkem)
              .extractSecret(Arrays.copyOf(encapsulated, MLKEM_CIPHERTEXT));
      return Optional.of(combine(first, second.get(), share, X25519.publicPoint(keys.scalar)));
    }
  }

  /** Wipes the two secrets. */
  private static byte[] combine(byte[] first, byte[] second, byte[] share, byte[] point) {
    try {
      MessageDigest sha3 = MessageDigest.getInstance("SHA3-256");
      sha3.update(first);
      sha3.update(second);
      sha3.update(share);
      sha3.update(point);
      return sha3.digest(LABEL);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java since 9 has SHA3-256", e);
    } finally {
      Arrays.fill(first, (byte) 0);
      Arrays.fill(second, (byte) 0);
    }
  }

  /** Two secret keys expanded from one seed. Bouncy Castle keeps its one, unwiped. */
  private static final class Expanded implements AutoCloseable {
    final MLKEMPrivateKeyParameters mlkem;
    final byte[] scalar;

    Expanded(byte[] seed) {
      byte[] both = new byte[MLKEM_SEED + X25519.LENGTH];
      SHAKEDigest shake = new SHAKEDigest(256);
      shake.update(seed, 0, seed.length);
      shake.doFinal(both, 0, both.length);
      byte[] mlkemSeed = Arrays.copyOf(both, MLKEM_SEED);
      this.mlkem = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, mlkemSeed);
      this.scalar = Arrays.copyOfRange(both, MLKEM_SEED, both.length);
      Arrays.fill(mlkemSeed, (byte) 0);
      Arrays.fill(both, (byte) 0);
    }

    @Override
    public void close() {
      Arrays.fill(scalar, (byte) 0);
    }
  }
}
