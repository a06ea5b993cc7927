package autoupload.tls;

import autoupload.crypto.BulkCrypto;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.impl.TlsAEADCipherImpl;

/**
 * AEAD cipher of one direction of a connection, by {@link BulkCrypto}, which uses the CPU's
 * instructions for it: Bouncy Castle's own AES-GCM is ten times slower.
 */
final class AeadCipher implements TlsAEADCipherImpl {
  static final int TAG_BYTES = 16;

  private final Cipher cipher;
  private final String algorithm;
  private final int mode;
  private SecretKeySpec key;

  private AeadCipher(Cipher cipher, String algorithm, boolean encrypts) {
    this.cipher = cipher;
    this.algorithm = algorithm;
    this.mode = encrypts ? Cipher.ENCRYPT_MODE : Cipher.DECRYPT_MODE;
  }

  static AeadCipher aesGcm(boolean encrypts) throws GeneralSecurityException {
    return new AeadCipher(BulkCrypto.chosen().aesGcm(), "AES", encrypts);
  }

  static AeadCipher chaCha20(boolean encrypts) throws GeneralSecurityException {
    return new AeadCipher(BulkCrypto.chosen().chaCha20Poly1305(), "ChaCha20", encrypts);
  }

  @Override
  public void setKey(byte[] bytes, int offset, int length) {
    key = new SecretKeySpec(bytes, offset, length, algorithm);
  }

  @Override
  public void init(byte[] nonce, int tagBytes) throws IOException {
    AlgorithmParameterSpec parameters =
        algorithm.equals("AES")
            ? new GCMParameterSpec(tagBytes * 8, nonce)
            : new IvParameterSpec(nonce);
    try {
      cipher.init(mode, key, parameters);
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(AlertDescription.internal_error, e);
    }
  }

  @Override
  public int getOutputSize(int inputLength) {
    return mode == Cipher.ENCRYPT_MODE ? inputLength + TAG_BYTES : inputLength - TAG_BYTES;
  }

  @Override
  public int doFinal(
      byte[] additional, byte[] input, int inputOffset, int length, byte[] output, int outputOffset)
      throws IOException {
    cipher.updateAAD(additional);
    try {
      return cipher.doFinal(input, inputOffset, length, output, outputOffset);
    } catch (GeneralSecurityException e) {
      throw new TlsFatalAlert(
          mode == Cipher.ENCRYPT_MODE
              ? AlertDescription.internal_error
              : AlertDescription.bad_record_mac,
          e);
    }
  }
}
