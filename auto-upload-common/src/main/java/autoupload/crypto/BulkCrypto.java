package autoupload.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.Optional;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;
import org.conscrypt.OpenSSLProvider;

/**
 * Provider of the AEAD ciphers and the SHA-256 that every byte of a file goes through: Conscrypt's
 * native code (BoringSSL) where its library loads and gives the known answers, else the JVM's own.
 * Native code is fast from its first call; the JVM's is thirty times slower until C2 has compiled
 * it. Handshakes, trust and keys have nothing to do with it. Figures: {@code
 * docs/decisions/0024-native-ciphers.md}.
 */
public final class BulkCrypto {
  /** Name of the environment variable whose value {@code off} rules native code out. */
  public static final String SWITCH = "AUTO_UPLOAD_NATIVE";

  private final Optional<Provider> provider;
  private final String why;

  private BulkCrypto(Optional<Provider> provider, String why) {
    this.provider = provider;
    this.why = why;
  }

  /** Holder of the choice: a process that has nothing to send or receive loads no library. */
  private static final class Chosen {
    static final BulkCrypto CRYPTO = choose(System.getenv(SWITCH));
  }

  /** What this process uses, chosen at the first call. */
  public static BulkCrypto chosen() {
    return Chosen.CRYPTO;
  }

  static BulkCrypto choose(String nativeSwitch) {
    if ("off".equals(nativeSwitch)) {
      return jvm(SWITCH + "=off");
    }
    try {
      return checked(new OpenSSLProvider("Conscrypt"));
    } catch (LinkageError | RuntimeException e) {
      // Another CPU or C library, or a temporary folder that is full, read-only or noexec.
      return jvm("Conscrypt's native library does not load here");
    }
  }

  /** With this provider, unless it gives a wrong answer or none. */
  static BulkCrypto checked(Provider provider) {
    BulkCrypto crypto = new BulkCrypto(Optional.of(provider), "");
    try {
      if (KnownAnswers.areGivenBy(crypto)) {
        return crypto;
      }
    } catch (GeneralSecurityException | LinkageError | RuntimeException e) {
      // No answer is a wrong one.
    }
    return jvm("Conscrypt's native library computes wrongly here");
  }

  private static BulkCrypto jvm(String why) {
    return new BulkCrypto(Optional.empty(), why);
  }

  /** AES-GCM (NIST SP 800-38D), not initialized. */
  public Cipher aesGcm() throws GeneralSecurityException {
    return cipher("AES/GCM/NoPadding");
  }

  /** ChaCha20-Poly1305 (RFC 8439), not initialized. */
  public Cipher chaCha20Poly1305() throws GeneralSecurityException {
    return cipher(isNative() ? "ChaCha20/Poly1305/NoPadding" : "ChaCha20-Poly1305");
  }

  private Cipher cipher(String transformation) throws GeneralSecurityException {
    return isNative()
        ? Cipher.getInstance(transformation, provider.get())
        : Cipher.getInstance(transformation);
  }

  /** SHA-256 (FIPS 180-4). */
  public MessageDigest sha256() {
    try {
      return isNative()
          ? MessageDigest.getInstance("SHA-256", provider.get())
          : MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every provider has SHA-256", e);
    }
  }

  /** Whether native code computes. */
  public boolean isNative() {
    return provider.isPresent();
  }

  /** Who computes, in a few words for a person, and if it is not native code, why. */
  @Override
  public String toString() {
    if (!isNative()) {
      return "Java " + Runtime.version().feature() + " (" + why + ")";
    }
    Conscrypt.Version version = Conscrypt.version();
    return "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch();
  }
}
