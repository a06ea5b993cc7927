package autoupload.cli;

/** Byte order mark that editors on Windows put before UTF-8 text; it is no part of the text. */
public final class ByteOrderMark {
  private static final byte[] UTF_8 = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private ByteOrderMark() {}

  /** How many of the first {@code length} bytes are a mark: 3 or 0. */
  public static int lengthIn(byte[] text, int length) {
    if (length < UTF_8.length) {
      return 0;
    }
    for (int i = 0; i < UTF_8.length; i++) {
      if (text[i] != UTF_8[i]) {
        return 0;
      }
    }
    return UTF_8.length;
  }
}
