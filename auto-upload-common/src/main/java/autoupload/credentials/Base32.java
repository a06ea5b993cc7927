package autoupload.credentials;

import java.util.Arrays;

/** Base32 (RFC 4648, section 6) of seeds as people write them, without padding when we do. */
final class Base32 {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int MIN_CHARACTERS = 16;
  private static final int MAX_CHARACTERS = 128;

  private Base32() {}

  static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int value = 0;
    for (byte b : bytes) {
      value = (value << 8 | (b & 0xff)) & 0xfff; // at most four bits are left from before
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(ALPHABET.charAt(value >> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(ALPHABET.charAt(value << (5 - bits) & 31));
    }
    return text.toString();
  }

  /**
   * Of any case; blanks and hyphens, and padding at the end, count for nothing. Bits that fill no
   * byte are dropped.
   *
   * @throws IllegalArgumentException if it is not 16 to 128 characters; the message quotes nothing
   */
  static byte[] decode(char[] text) {
    byte[] bytes = new byte[MAX_CHARACTERS * 5 / 8];
    try {
      int characters = 0;
      int length = 0;
      int bits = 0;
      int value = 0;
      for (int i = 0; i < withoutPadding(text); i++) {
        if (text[i] == ' ' || text[i] == '-') {
          continue;
        }
        int digit = text[i] < 128 ? ALPHABET.indexOf(Character.toUpperCase(text[i])) : -1;
        if (digit < 0 || ++characters > MAX_CHARACTERS) {
          throw notASeed();
        }
        value = (value << 5 | digit) & 0xfff;
        bits += 5;
        if (bits >= 8) {
          bits -= 8;
          bytes[length++] = (byte) (value >> bits);
        }
      }
      if (characters < MIN_CHARACTERS) {
        throw notASeed();
      }
      return Arrays.copyOf(bytes, length);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static int withoutPadding(char[] text) {
    int end = text.length;
    while (end > 0 && (text[end - 1] == '=' || text[end - 1] == ' ')) {
      end--;
    }
    return end;
  }

  private static IllegalArgumentException notASeed() {
    return new IllegalArgumentException("the TOTP seed is not 16 to 128 base32 characters");
  }
}
