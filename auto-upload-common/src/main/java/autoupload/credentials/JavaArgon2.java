package autoupload.credentials;

import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Argon2 in Java, several times slower than the native one; its memory is of the Java heap. */
final class JavaArgon2 implements Argon2 {
  @Override
  public byte[] derive(PhcString like, byte[] password) {
    try {
      return compute(like, password);
    } catch (OutOfMemoryError e) { // by now nothing refers to the large blocks any more
      throw new IllegalStateException(
          "not enough memory for a password hash of " + like.cost().memoryKib() + " KiB", e);
    }
  }

  private static byte[] compute(PhcString like, byte[] password) {
    int variant =
        switch (like.variant()) {
          case ARGON2D -> Argon2Parameters.ARGON2_d;
          case ARGON2I -> Argon2Parameters.ARGON2_i;
          case ARGON2ID -> Argon2Parameters.ARGON2_id;
        };
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(variant)
            .withVersion(like.version())
            .withMemoryAsKB(like.cost().memoryKib())
            .withIterations(like.cost().iterations())
            .withParallelism(like.cost().parallelism())
            .withSalt(like.salt())
            .build());
    byte[] hash = new byte[like.hash().length];
    generator.generateBytes(password, hash);
    return hash;
  }
}
