package autoupload.age;

import autoupload.crypto.BulkCrypto;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/** ChaCha20-Poly1305 (RFC 8439) under one key. Not for use by two threads at a time. */
final class ChaCha implements AutoCloseable {
  /** Length of a nonce, in bytes. */
  static final int NONCE = 12;

  /** By how much a sealed text is longer, in bytes. */
  static final int TAG = 16;

  private final RawKey key;
  private final Cipher cipher;

  /** Holds {@code key} itself, and wipes it when closed. */
  ChaCha(byte[] key) {
    this.key = new RawKey("ChaCha20", key);
    try {
      this.cipher = BulkCrypto.chosen().chaCha20Poly1305();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 11 has ChaCha20-Poly1305", e);
    }
  }

  /** Seals {@code length} bytes into {@code out}, 16 more, under a nonce never used before. */
  int seal(byte[] nonce, byte[] in, int length, byte[] out) {
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
      return cipher.doFinal(in, 0, length, out, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot encrypt", e);
    }
  }

  /**
   * Opens {@code length} sealed bytes into {@code out}.
   *
   * @return false if they are not what was sealed; then {@code out} holds nothing of use
   */
  boolean open(byte[] nonce, byte[] in, int length, byte[] out) {
    try {
      cipher.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(nonce));
      cipher.doFinal(in, 0, length, out, 0);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot decrypt", e);
    }
  }

  /** Seals one short text under a key used once, which is wiped. */
  static byte[] sealOnce(byte[] key, byte[] nonce, byte[] text) {
    try (ChaCha chacha = new ChaCha(key)) {
      byte[] sealed = new byte[text.length + TAG];
      chacha.seal(nonce, text, text.length, sealed);
      return sealed;
    }
  }

  /** Opens one short text; empty if the key, which is wiped, is not the right one. */
  static Optional<byte[]> openOnce(byte[] key, byte[] nonce, byte[] sealed) {
    try (ChaCha chacha = new ChaCha(key)) {
      byte[] text = new byte[sealed.length - TAG];
      return chacha.open(nonce, sealed, sealed.length, text) ? Optional.of(text) : Optional.empty();
    }
  }

  @Override
  public void close() {
    key.destroy();
  }
}
