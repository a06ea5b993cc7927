package autoupload.credentials;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import de.mkammerer.argon2.Argon2Factory.Argon2Types;
import de.mkammerer.argon2.Argon2Version;
import java.util.Map;

/** Argon2 by the reference library, whose memory is not of the Java heap. */
final class NativeArgon2 implements Argon2 {
  private static final PhcString SMALLEST =
      new PhcString(
          PhcString.Variant.ARGON2ID, 19, new PhcString.Cost(8, 1, 1), new byte[8], new byte[16]);

  private final Map<PhcString.Variant, Argon2Advanced> library =
      Map.of(
          PhcString.Variant.ARGON2D, Argon2Factory.createAdvanced(Argon2Types.ARGON2d),
          PhcString.Variant.ARGON2I, Argon2Factory.createAdvanced(Argon2Types.ARGON2i),
          PhcString.Variant.ARGON2ID, Argon2Factory.createAdvanced(Argon2Types.ARGON2id));

  /**
   * @throws LinkageError if there is no such library for this machine
   */
  NativeArgon2() {
    // The library loads at its first use: have that now, where the caller expects the error.
    derive(SMALLEST, new byte[1]);
  }

  @Override
  public byte[] derive(PhcString like, byte[] password) {
    return library
        .get(like.variant())
        .rawHashAdvanced(
            like.cost().iterations(),
            like.cost().memoryKib(),
            like.cost().parallelism(),
            password,
            like.salt(),
            null,
            null,
            like.hash().length,
            like.version() == 16 ? Argon2Version.V10 : Argon2Version.V13);
  }
}
