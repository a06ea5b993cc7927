package autoupload.pem;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * Block of a PEM file: what stands between BEGIN and END, decoded. A header line, which has a
 * colon, may tell that the content is encrypted (RFC 1421, as OpenSSL's older key files have it).
 */
final class PemBlock {
  private static final byte[] ENCRYPTED = {'E', 'N', 'C', 'R', 'Y', 'P', 'T', 'E', 'D'};

  private final String label;
  private final boolean encrypted;
  private final byte[] der;

  private PemBlock(String label, boolean encrypted, byte[] der) {
    this.label = label;
    this.encrypted = encrypted;
    this.der = der;
  }

  /** Decodes the lines of {@code text} from {@code from} to {@code to}; empty if they are wrong. */
  static Optional<PemBlock> decode(String label, byte[] text, int from, int to) {
    byte[] base64 = new byte[to - from];
    byte[] digits = {};
    boolean encrypted = label.equals("ENCRYPTED PRIVATE KEY");
    int length = 0;
    try {
      for (int start = from; start < to; ) {
        int end = endOfLine(text, start, to);
        if (contains(text, start, end, new byte[] {':'})) {
          encrypted |= contains(text, start, end, ENCRYPTED);
        } else {
          for (int i = start; i < end; i++) {
            if (text[i] != ' ' && text[i] != '\t') {
              base64[length++] = text[i];
            }
          }
        }
        start = end + 1;
      }
      digits = Arrays.copyOf(base64, length);
      byte[] der = Base64.getDecoder().decode(digits);
      return der.length == 0 ? Optional.empty() : Optional.of(new PemBlock(label, encrypted, der));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    } finally {
      Arrays.fill(base64, (byte) 0);
      Arrays.fill(digits, (byte) 0);
    }
  }

  /**
   * Whether a label may be quoted. One whose end is damaged runs on into the block, which may be a
   * key; the words of real ones are short.
   */
  static boolean isQuotable(String label) {
    return label.matches("[A-Z0-9]{1,12}( [A-Z0-9]{1,12}){0,3}");
  }

  /** What stands after BEGIN. */
  String label() {
    return label;
  }

  /** Whether the content can only be used with a passphrase. */
  boolean encrypted() {
    return encrypted;
  }

  /** The content itself, not a copy, so that it can be wiped. */
  byte[] der() {
    return der;
  }

  boolean isCertificate() {
    return label.equals("CERTIFICATE")
        || label.equals("X509 CERTIFICATE")
        || label.equals("TRUSTED CERTIFICATE");
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  void wipe() {
    Arrays.fill(der, (byte) 0);
  }

  private static int endOfLine(byte[] text, int from, int to) {
    int i = from;
    while (i < to && text[i] != '\n' && text[i] != '\r') {
      i++;
    }
    return i;
  }

  private static boolean contains(byte[] text, int from, int to, byte[] wanted) {
    for (int i = from; i <= to - wanted.length; i++) {
      if (Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }
}
