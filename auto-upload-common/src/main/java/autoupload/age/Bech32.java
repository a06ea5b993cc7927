package autoupload.age;

import java.util.Arrays;

/**
 * Bech32 encoding (BIP-173) without its limit of 90 characters, as age writes keys. Works on {@code
 * char[]} because some of them are secret; the caller wipes.
 */
final class Bech32 {
  private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int CHECKSUM = 6;

  private Bech32() {}

  /**
   * What {@code text} holds, if it begins with {@code prefix} in just that case, whose letters are
   * all upper or all lower.
   *
   * @param length how many bytes it must hold
   * @throws IllegalArgumentException if the text is anything else; the message quotes none of it
   */
  static byte[] decode(String prefix, char[] text, int length) {
    int start = prefix.length() + 1;
    int symbols = text.length - start;
    // BIP-173 has the last "1" end the prefix; as no symbol is a "1", a later one is found below.
    if (symbols < CHECKSUM || text[prefix.length()] != '1') {
      throw new IllegalArgumentException("it is too short, or begins otherwise");
    }
    boolean upper = Character.isUpperCase(prefix.charAt(0));
    for (int i = 0; i < prefix.length(); i++) {
      if (text[i] != prefix.charAt(i)) {
        throw new IllegalArgumentException("it does not begin with " + prefix + "1");
      }
    }
    byte[] values = new byte[symbols];
    try {
      for (int i = 0; i < symbols; i++) {
        values[i] = value(text[start + i], upper);
      }
      if (checksum(prefix, values, symbols) != 1) {
        throw new IllegalArgumentException(
            "its checksum is wrong: something is mistyped or missing");
      }
      return toBytes(values, symbols - CHECKSUM, length);
    } finally {
      Arrays.fill(values, (byte) 0);
    }
  }

  /** The text that holds {@code bytes}, in the case of {@code prefix}. */
  static char[] encode(String prefix, byte[] bytes) {
    boolean upper = Character.isUpperCase(prefix.charAt(0));
    byte[] values = toSymbols(bytes);
    int data = values.length - CHECKSUM;
    int sum = checksum(prefix, values, values.length) ^ 1;
    for (int i = 0; i < CHECKSUM; i++) {
      values[data + i] = (byte) ((sum >> (5 * (CHECKSUM - 1 - i))) & 31);
    }
    char[] text = Arrays.copyOf((prefix + "1").toCharArray(), prefix.length() + 1 + values.length);
    for (int i = 0; i < values.length; i++) {
      char symbol = ALPHABET.charAt(values[i]);
      text[prefix.length() + 1 + i] = upper ? Character.toUpperCase(symbol) : symbol;
    }
    Arrays.fill(values, (byte) 0);
    return text;
  }

  private static byte value(char symbol, boolean upper) {
    boolean wrongCase = upper ? Character.isLowerCase(symbol) : Character.isUpperCase(symbol);
    if (wrongCase) {
      throw new IllegalArgumentException("it mixes upper and lower case");
    }
    // ASCII first: toLowerCase maps the Kelvin sign and others into the alphabet.
    int value = symbol < 128 ? ALPHABET.indexOf(Character.toLowerCase(symbol)) : -1;
    if (value < 0) {
      throw new IllegalArgumentException("it holds a character that does not belong there");
    }
    return (byte) value;
  }

  /** Over the lower-case prefix and the values, whatever the case of the text. */
  private static int checksum(String prefix, byte[] values, int count) {
    int sum = 1;
    for (int i = 0; i < prefix.length(); i++) {
      sum = step(sum) ^ (Character.toLowerCase(prefix.charAt(i)) >> 5);
    }
    sum = step(sum);
    for (int i = 0; i < prefix.length(); i++) {
      sum = step(sum) ^ (Character.toLowerCase(prefix.charAt(i)) & 31);
    }
    for (int i = 0; i < count; i++) {
      sum = step(sum) ^ values[i];
    }
    return sum;
  }

  private static int step(int sum) {
    int next = (sum & 0x1ffffff) << 5;
    for (int i = 0; i < GENERATOR.length; i++) {
      if (((sum >> (25 + i)) & 1) == 1) {
        next ^= GENERATOR[i];
      }
    }
    return next;
  }

  private static byte[] toBytes(byte[] values, int count, int length) {
    int spare = count * 5 - length * 8;
    if (spare < 0 || spare > 4) {
      throw new IllegalArgumentException("it has the wrong length");
    }
    byte[] bytes = new byte[length];
    int bits = 0;
    int held = 0;
    int written = 0;
    for (int i = 0; i < count; i++) {
      bits = ((bits << 5) | values[i]) & 0xfff;
      held += 5;
      if (held >= 8) {
        held -= 8;
        bytes[written++] = (byte) (bits >> held);
      }
    }
    if ((bits & ((1 << spare) - 1)) != 0) {
      Arrays.fill(bytes, (byte) 0);
      throw new IllegalArgumentException("its last bits are not zero");
    }
    return bytes;
  }

  /** With room for the checksum at the end. */
  private static byte[] toSymbols(byte[] bytes) {
    byte[] values = new byte[(bytes.length * 8 + 4) / 5 + CHECKSUM];
    int bits = 0;
    int held = 0;
    int written = 0;
    for (byte b : bytes) {
      bits = ((bits << 8) | (b & 0xff)) & 0xfff;
      held += 8;
      while (held >= 5) {
        held -= 5;
        values[written++] = (byte) ((bits >> held) & 31);
      }
    }
    if (held > 0) {
      values[written] = (byte) ((bits << (5 - held)) & 31);
    }
    return values;
  }
}
