package autoupload.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Warm-up of the JVM's compiler for the cipher of a connection. AES-GCM is thirty times slower
 * until the methods around it are compiled, and for that the JVM counts calls, not bytes: some
 * thousand records of 16 KiB are a hundred megabytes. So as many tiny ones come first, in a thread
 * of their own, while a client connects or a server waits for its first one. Measured in {@code
 * docs/decisions/0014-performance.md}.
 */
public final class CipherWarmUp {
  /** Twice what makes the difference on JDK 17: the compiler is busy with other things too. */
  private static final int CALLS = 10_000;

  private static final int BYTES = 32;
  private static final byte[] NO_HEADER = new byte[5];

  private static final AtomicBoolean SENDER = new AtomicBoolean();
  private static final AtomicBoolean RECEIVER = new AtomicBoolean();

  private CipherWarmUp() {}

  /** For an end that sends files; once in a process is enough. Returns at once. */
  public static void ofSender() {
    if (!SENDER.getAndSet(true)) {
      start(true);
    }
  }

  /** For an end that receives files; once in a process is enough. Returns at once. */
  public static void ofReceiver() {
    if (!RECEIVER.getAndSet(true)) {
      start(false);
    }
  }

  private static void start(boolean encrypts) {
    if (!CpuAes.isPresent()) {
      return; // ChaCha20 is used, whose loops count for themselves
    }
    Thread thread = new Thread(() -> run(encrypts), "cipher-warm-up");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      // No thread to be had: it is only slower.
    }
  }

  private static void run(boolean encrypts) {
    try {
      if (encrypts) {
        encrypt(CALLS);
      } else {
        decrypt(CALLS);
      }
    } catch (GeneralSecurityException | IOException e) {
      // A connection will meet the same, and say so.
    }
  }

  static void encrypt(int calls) throws GeneralSecurityException, IOException {
    AeadCipher cipher = cipher(true);
    byte[] record = new byte[BYTES];
    byte[] sealed = new byte[BYTES + AeadCipher.TAG_BYTES];
    for (int call = 0; call < calls; call++) {
      cipher.init(nonce(call), AeadCipher.TAG_BYTES);
      cipher.doFinal(NO_HEADER, record, 0, BYTES, sealed, 0);
    }
  }

  static void decrypt(int calls) throws GeneralSecurityException, IOException {
    byte[] sealed = new byte[BYTES + AeadCipher.TAG_BYTES];
    AeadCipher sealing = cipher(true);
    sealing.init(nonce(0), AeadCipher.TAG_BYTES);
    sealing.doFinal(NO_HEADER, new byte[BYTES], 0, BYTES, sealed, 0);
    AeadCipher cipher = cipher(false);
    byte[] record = new byte[BYTES];
    for (int call = 0; call < calls; call++) {
      cipher.init(nonce(0), AeadCipher.TAG_BYTES);
      cipher.doFinal(NO_HEADER, sealed, 0, sealed.length, record, 0);
    }
  }

  /** Under a key that protects nothing. */
  private static AeadCipher cipher(boolean encrypts) throws GeneralSecurityException {
    AeadCipher cipher = AeadCipher.aesGcm(encrypts);
    byte[] key = new byte[16];
    cipher.setKey(key, 0, key.length);
    return cipher;
  }

  private static byte[] nonce(int number) {
    return ByteBuffer.allocate(12).putInt(8, number).array();
  }
}
