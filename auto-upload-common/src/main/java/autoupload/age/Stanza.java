package autoupload.age;

import java.util.Base64;
import java.util.List;

/**
 * Recipient stanza: the part of a header that is for one recipient.
 *
 * @param type of what kind the recipient is
 * @param arguments what follows it
 * @param body what only that recipient can use
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record Stanza(String type, List<String> arguments, byte[] body) {
  /** Length of every line of a body but the last. */
  static final int COLUMNS = 64;

  /** Bytes in canonical base64 (RFC 4648) without padding. */
  static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * The bytes of canonical base64 without padding.
   *
   * @throws AgeException if the text is anything else
   */
  static byte[] bytes(String base64) throws AgeException {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      if (base64(bytes).equals(base64)) { // else padded, or the unused bits are not zero
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      throw AgeException.header("something in it is not base64");
    }
    throw AgeException.header("base64 in it is not canonical");
  }

  /**
   * The one argument of a stanza that is for a known kind of recipient, and must have this form.
   *
   * @param length how many bytes it must hold
   */
  byte[] argument(int length) throws AgeException {
    if (arguments.size() != 1) {
      throw AgeException.header("a " + type + " stanza has too few or too many arguments");
    }
    byte[] bytes = bytes(arguments.get(0));
    if (bytes.length != length) {
      throw AgeException.header("the key in a " + type + " stanza has the wrong length");
    }
    // Before anything is decrypted: else a body could be made that several keys open.
    if (body.length != FileKey.LENGTH + ChaCha.TAG) {
      throw AgeException.header("the body of a " + type + " stanza has the wrong length");
    }
    return bytes;
  }

  /** As it stands in a header: the last line is short, and may be empty. */
  String text() {
    StringBuilder text = new StringBuilder("-> ").append(type);
    arguments.forEach(argument -> text.append(' ').append(argument));
    text.append('\n');
    String body64 = base64(body);
    for (int at = 0; at <= body64.length(); at += COLUMNS) {
      text.append(body64, at, Math.min(body64.length(), at + COLUMNS)).append('\n');
    }
    return text.toString();
  }
}
