package autoupload.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Known-answer test of what {@link BulkCrypto} offers, on a text longer than a TLS record, so that
 * the loops for whole blocks and for what is left of one all run. Takes a millisecond.
 */
final class KnownAnswers {
  private static final String SHA256 =
      "b6f535e2fd615510bb01a2bbaae2fd81ad82e05953d246a63a0167be5c8ae312";

  /** SHA-256 of the text sealed with AES-128-GCM. */
  private static final String AES_GCM =
      "9c19cab6961dc9314853e9141048c1864a4092de5fddf1e50b2e7382367a40da";

  /** SHA-256 of the text sealed with ChaCha20-Poly1305. */
  private static final String CHACHA20 =
      "f0afcf18281c283965bd48e3542eb2887435973a83d5c44a5fd333e619993cb3";

  private static final byte[] TEXT = text();
  private static final byte[] NONCE = Arrays.copyOf(TEXT, 12);

  private KnownAnswers() {}

  private static byte[] text() {
    byte[] text = new byte[20_000];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) ((i * i) >> 4);
    }
    return text;
  }

  /** Maker of ciphers: the JVM's ChaCha20 wants another one for each use of a nonce. */
  private interface Aead {
    Cipher cipher() throws GeneralSecurityException;
  }

  static boolean areGivenBy(BulkCrypto crypto) throws GeneralSecurityException {
    MessageDigest sha256 = crypto.sha256();
    sha256.update(TEXT, 0, 100);
    sha256.update(TEXT, 100, TEXT.length - 100);
    if (!isHash(SHA256, sha256.digest())) {
      return false;
    }
    SecretKey aes = new SecretKeySpec(TEXT, 0, 16, "AES");
    SecretKey chaCha20 = new SecretKeySpec(TEXT, 0, 32, "ChaCha20");
    return isGiven(AES_GCM, crypto::aesGcm, aes, new GCMParameterSpec(128, NONCE))
        && isGiven(CHACHA20, crypto::chaCha20Poly1305, chaCha20, new IvParameterSpec(NONCE));
  }

  private static boolean isGiven(
      String answer, Aead aead, SecretKey key, AlgorithmParameterSpec parameters)
      throws GeneralSecurityException {
    Cipher sealing = aead.cipher();
    sealing.init(Cipher.ENCRYPT_MODE, key, parameters);
    byte[] sealed = run(sealing, TEXT);
    Cipher opening = aead.cipher();
    opening.init(Cipher.DECRYPT_MODE, key, parameters);
    Cipher refusing = aead.cipher();
    refusing.init(Cipher.DECRYPT_MODE, key, parameters);
    return isHash(answer, MessageDigest.getInstance("SHA-256").digest(sealed))
        && Arrays.equals(TEXT, run(opening, sealed))
        && isRefused(refusing, sealed);
  }

  private static byte[] run(Cipher cipher, byte[] input) throws GeneralSecurityException {
    cipher.updateAAD(NONCE);
    return cipher.doFinal(input);
  }

  private static boolean isRefused(Cipher cipher, byte[] sealed) throws GeneralSecurityException {
    sealed[sealed.length / 2] ^= 1;
    try {
      run(cipher, sealed);
      return false;
    } catch (AEADBadTagException e) {
      return true;
    }
  }

  private static boolean isHash(String answer, byte[] hash) {
    return answer.equals(HexFormat.of().formatHex(hash));
  }
}
