package autoupload.pem;

import java.util.Arrays;

/** DER encoding (X.690), as far as it takes to put an older private key into PKCS#8. */
final class Der {
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int SEQUENCE = 0x30;
  static final int PARAMETERS = 0xA0;

  private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

  private Der() {}

  /**
   * A PKCS#8 PrivateKeyInfo (RFC 5208).
   *
   * @param algorithm an encoded AlgorithmIdentifier
   * @param key the encoded key of that algorithm
   */
  static byte[] privateKeyInfo(byte[] algorithm, byte[] key) {
    // Made in one piece: every copy of the key would have to be wiped.
    byte[] keyHeader = header(OCTET_STRING, key.length);
    int length = VERSION_0.length + algorithm.length + keyHeader.length + key.length;
    return concat(header(SEQUENCE, length), VERSION_0, algorithm, keyHeader, key);
  }

  static byte[] sequence(byte[]... elements) {
    byte[] content = concat(elements);
    return concat(header(SEQUENCE, content.length), content);
  }

  /**
   * The element at the start of {@code der} without its tag and length, and what follows it.
   *
   * @throws IllegalArgumentException if there is no whole element with this tag
   */
  static Element read(byte[] der, int from, int to, int tag) {
    if (to - from < 2 || (der[from] & 0xFF) != tag) {
      throw new IllegalArgumentException("not the element expected");
    }
    int length = der[from + 1] & 0xFF;
    int start = from + 2;
    if (length >= 0x80) {
      int digits = length & 0x7F;
      if (digits < 1 || digits > 3 || to - start < digits) {
        throw new IllegalArgumentException("a length that is not supported");
      }
      length = 0;
      for (int i = 0; i < digits; i++) {
        length = (length << 8) | (der[start++] & 0xFF);
      }
    }
    if (length > to - start) {
      throw new IllegalArgumentException("cut short");
    }
    return new Element(start, start + length);
  }

  /** Position of an element's content, {@code end} exclusive. */
  record Element(int start, int end) {}

  private static byte[] header(int tag, int length) {
    if (length < 0x80) {
      return new byte[] {(byte) tag, (byte) length};
    }
    if (length < 0x100) {
      return new byte[] {(byte) tag, (byte) 0x81, (byte) length};
    }
    if (length < 0x10000) {
      return new byte[] {(byte) tag, (byte) 0x82, (byte) (length >> 8), (byte) length};
    }
    return new byte[] {
      (byte) tag, (byte) 0x83, (byte) (length >> 16), (byte) (length >> 8), (byte) length
    };
  }

  private static byte[] concat(byte[]... parts) {
    byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
