package autoupload.credentials;

import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PHC string of an Argon2 hash, {@code $argon2id$v=19$m=65536,t=3,p=1$SALT$HASH}, with base64 (RFC
 * 4648) without padding, as the Argon2 reference library writes it. Without {@code v=} it is of
 * version 16, as from that library's first release.
 *
 * <p>The bounds keep a mistyped or malicious line from taking all memory or all day.
 */
final class PhcString {
  /** Variants of Argon2 (RFC 9106), with the first element of their strings. */
  enum Variant {
    ARGON2D,
    ARGON2I,
    ARGON2ID;

    String id() {
      return "argon2" + name().substring("ARGON2".length()).toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Cost parameters of a hash. A server computes one hash for each core at a time, whoever asks, so
   * these bounds are also those of its memory outside the heap, and of how long a login takes.
   *
   * @param memoryKib 8 for each lane up to 256 MiB
   * @param iterations up to 64, and no more than go over 1 GiB in all
   * @param parallelism lanes, up to 64
   */
  record Cost(int memoryKib, int iterations, int parallelism) {
    private static final int MOST_MEMORY_KIB = 256 << 10;
    private static final long MOST_WORK_KIB = 1 << 20;

    Cost {
      check(parallelism >= 1 && parallelism <= 64, "has a p outside 1 to 64");
      check(iterations >= 1 && iterations <= 64, "has a t outside 1 to 64");
      check(
          memoryKib >= 8 * parallelism && memoryKib <= MOST_MEMORY_KIB,
          "has an m outside 8 times p to 262144 (256 MiB)");
      check(
          (long) memoryKib * iterations <= MOST_WORK_KIB, "has an m times t above 1048576 (1 GiB)");
    }

    /** How much memory is gone over, in KiB: what the time to compute it grows with. */
    long work() {
      return (long) memoryKib * iterations;
    }
  }

  private static final String NUMBER = "(0|[1-9][0-9]{0,8})";
  private static final String BASE64 = "([A-Za-z0-9+/]{1,128})";
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\$(argon2id|argon2i|argon2d)(?:\\$v=(16|19))?"
              + ("\\$m=" + NUMBER + ",t=" + NUMBER + ",p=" + NUMBER)
              + ("\\$" + BASE64 + "\\$" + BASE64));

  private final Variant variant;
  private final int version;
  private final Cost cost;
  private final byte[] salt;
  private final byte[] hash;

  /**
   * @param version of the algorithm, 16 or 19
   * @param salt 8 to 64 bytes
   * @param hash 16 to 64 bytes
   * @throws IllegalArgumentException if a bound is broken; the message quotes nothing
   */
  PhcString(Variant variant, int version, Cost cost, byte[] salt, byte[] hash) {
    check(version == 16 || version == 19, "has a version that is neither 16 nor 19");
    check(salt.length >= 8 && salt.length <= 64, "has a salt that is not 8 to 64 bytes");
    check(hash.length >= 16 && hash.length <= 64, "has a digest that is not 16 to 64 bytes");
    this.variant = variant;
    this.version = version;
    this.cost = cost;
    this.salt = salt;
    this.hash = hash;
  }

  /**
   * @throws IllegalArgumentException if it is not such a string; the message quotes nothing
   */
  static PhcString parse(String text) {
    Matcher parts = FORMAT.matcher(text);
    check(parts.matches(), "is not like $argon2id$v=19$m=...,t=...,p=...$salt$hash");
    return new PhcString(
        Variant.valueOf(parts.group(1).toUpperCase(Locale.ROOT)),
        parts.group(2) == null ? 16 : Integer.parseInt(parts.group(2)),
        new Cost(
            Integer.parseInt(parts.group(3)),
            Integer.parseInt(parts.group(4)),
            Integer.parseInt(parts.group(5))),
        decode(parts.group(6)),
        decode(parts.group(7)));
  }

  Variant variant() {
    return variant;
  }

  int version() {
    return version;
  }

  Cost cost() {
    return cost;
  }

  byte[] salt() {
    return salt;
  }

  byte[] hash() {
    return hash;
  }

  /** This string with another hash. */
  PhcString withHash(byte[] newHash) {
    return new PhcString(variant, version, cost, salt, newHash);
  }

  /** The text, as every Argon2 library reads it. */
  String encoded() {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return String.format(
        Locale.ROOT,
        "$%s$v=%d$m=%d,t=%d,p=%d$%s$%s",
        variant.id(),
        version,
        cost.memoryKib(),
        cost.iterations(),
        cost.parallelism(),
        base64.encodeToString(salt),
        base64.encodeToString(hash));
  }

  private static byte[] decode(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the password hash has broken base64", e);
    }
    // One hash, one spelling: the unused bits of the last character are zero.
    check(
        Base64.getEncoder().withoutPadding().encodeToString(bytes).equals(base64),
        "has base64 with stray bits");
    return bytes;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException("the password hash " + otherwise);
    }
  }

  @Override
  public String toString() {
    return "PhcString[" + variant + "]";
  }
}
