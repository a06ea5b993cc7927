package autoupload.credentials;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * Password hashing with Argon2 (RFC 9106), and the check of a password against a hash.
 *
 * <p>Needs {@code argon2-jvm} or, where that has no library for the machine, Bouncy Castle on the
 * class path. Costs the memory and time the hash asks for; whoever calls it bounds how often.
 */
public final class PasswordHash {
  private static final PhcString.Cost COST = new PhcString.Cost(64 << 10, 3, 1);
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;

  private PasswordHash() {}

  /**
   * The PHC string of an Argon2id hash with 64 MiB, 3 iterations, 1 lane and a new random salt.
   *
   * @param password not empty; the caller wipes it
   * @throws IllegalArgumentException if the password is empty or not valid Unicode
   * @throws IllegalStateException if this machine has not the memory for it
   */
  public static String create(char[] password) {
    return create(Engine.FASTEST, password);
  }

  /**
   * Whether {@code password} is the one behind {@code phc}. Anything malformed is false.
   *
   * @param phc a PHC string of argon2id, argon2i or argon2d
   * @param password the caller wipes it
   * @throws IllegalStateException if this machine has not the memory to find out: the password is
   *     then neither right nor wrong, and nobody is logged in
   */
  public static boolean verify(String phc, char[] password) {
    return verify(Engine.FASTEST, phc, password);
  }

  /**
   * A hash of a random password that costs as much to check as the costliest line of {@code file},
   * or, if there is none, as one that {@link #create} makes. Checked in place of the hash of a user
   * who does not exist, it takes as long.
   *
   * @throws IllegalStateException if this machine has not the memory for it
   */
  public static String decoy(PasswordFile file) {
    PhcString like =
        file.accounts().stream()
            .map(account -> PhcString.parse(account.hash()))
            .max(Comparator.comparingLong(hash -> hash.cost().work()))
            .orElseGet(() -> unfilled(PhcString.Variant.ARGON2ID, 19, COST));
    byte[] nobody = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(nobody);
    PhcString unfilled = unfilled(like.variant(), like.version(), like.cost());
    return unfilled.withHash(Engine.FASTEST.derive(unfilled, nobody)).encoded();
  }

  private static PhcString unfilled(PhcString.Variant variant, int version, PhcString.Cost cost) {
    byte[] salt = new byte[SALT_BYTES];
    new SecureRandom().nextBytes(salt);
    return new PhcString(variant, version, cost, salt, new byte[HASH_BYTES]);
  }

  static String create(Argon2 argon2, char[] password) {
    byte[] bytes =
        utf8(password)
            .orElseThrow(() -> new IllegalArgumentException("the password is not valid Unicode"));
    try {
      if (bytes.length == 0) {
        throw new IllegalArgumentException("the password is empty");
      }
      PhcString unfilled = unfilled(PhcString.Variant.ARGON2ID, 19, COST);
      return unfilled.withHash(argon2.derive(unfilled, bytes)).encoded();
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  static boolean verify(Argon2 argon2, String phc, char[] password) {
    Optional<PhcString> expected = parse(phc);
    Optional<byte[]> given = utf8(password);
    if (expected.isEmpty() || given.isEmpty() || given.get().length == 0) {
      return false;
    }
    byte[] bytes = given.get();
    try {
      return MessageDigest.isEqual(expected.get().hash(), argon2.derive(expected.get(), bytes));
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static Optional<PhcString> parse(String phc) {
    try {
      return Optional.of(PhcString.parse(phc));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The bytes to hash, or nothing for a text that UTF-8 cannot hold. */
  private static Optional<byte[]> utf8(char[] text) {
    // Room for the worst case: an encoder that grows its buffer leaves copies behind.
    ByteBuffer buffer = ByteBuffer.allocate(3 * text.length);
    try {
      CoderResult result =
          StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text), buffer, true);
      return result.isError()
          ? Optional.empty()
          : Optional.of(Arrays.copyOf(buffer.array(), buffer.position()));
    } finally {
      Arrays.fill(buffer.array(), (byte) 0);
    }
  }

  /** Holder of the fastest Argon2, chosen at the first use, since choosing loads a library. */
  private static final class Engine {
    static final Argon2 FASTEST = Argon2.fastest();
  }
}
