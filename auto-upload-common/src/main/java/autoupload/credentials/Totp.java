package autoupload.credentials;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time codes (RFC 6238) with what every authenticator app assumes: HMAC-SHA-1, six
 * digits, steps of 30 seconds since 1970. Holds the seed until it is closed, which wipes it.
 */
public final class Totp implements AutoCloseable {
  /** How long a code is the current one. */
  public static final Duration STEP = Duration.ofSeconds(30);

  /** How many digits a code has. */
  public static final int DIGITS = 6;

  private static final int SEED_BYTES = 20; // what RFC 4226 recommends, and 32 characters
  private static final int MODULUS = 1_000_000;

  private final byte[] seed;

  private Totp(byte[] seed) {
    this.seed = seed;
  }

  /** A new random seed of 160 bits in base32, 32 characters. */
  public static String newSeed() {
    byte[] bytes = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(bytes);
    try {
      return Base32.encode(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /**
   * Codes of a seed in base32 (RFC 4648) of any case, with or without padding, blanks and hyphens,
   * as people copy it. The caller wipes the characters.
   *
   * @throws IllegalArgumentException if it is not 16 to 128 characters of base32; the message
   *     quotes nothing
   */
  public static Totp ofSeed(char[] base32) {
    return new Totp(Base32.decode(base32));
  }

  /** The number of the step that {@code time} is in. */
  public static long stepAt(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), STEP.toSeconds());
  }

  /** How long it is until the next step begins: more than nothing, at most {@link #STEP}. */
  public static Duration untilNextStep(Instant time) {
    long next = (stepAt(time) + 1) * STEP.toSeconds();
    return Duration.between(time, Instant.ofEpochSecond(next));
  }

  /** The code of that step. */
  public String code(long step) {
    byte[] hash = hmac(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = hash[hash.length - 1] & 0xf;
    int number = ByteBuffer.wrap(hash).getInt(offset) & 0x7fff_ffff;
    return String.format(Locale.ROOT, "%0" + DIGITS + "d", number % MODULUS);
  }

  /** Whether that is the code of that step, found out in the same time for every wrong one. */
  public boolean matches(String code, long step) {
    return MessageDigest.isEqual(ascii(code), ascii(code(step)));
  }

  private static byte[] ascii(String code) {
    return code.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] hmac(byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(seed, "RAW"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA1", e);
    }
  }

  /** Wipes the seed; no code is right any more. */
  @Override
  public void close() {
    Arrays.fill(seed, (byte) 0);
  }

  @Override
  public String toString() {
    return "Totp";
  }
}
