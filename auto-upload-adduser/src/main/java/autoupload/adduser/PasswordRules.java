package autoupload.adduser;

import autoupload.operator.OperatorError;

/** Rules for a new password: one that every client can send again, and nobody sends by accident. */
final class PasswordRules {
  /** The longest password, in bytes of UTF-8. */
  static final int MAX_BYTES = 1024;

  private PasswordRules() {}

  /**
   * @throws OperatorError with the rule that {@code password} breaks
   */
  static void check(char[] password) {
    int bytes = 0;
    for (int i = 0; i < password.length; i++) {
      char c = password[i];
      if (c == '\0' || c == '\n' || c == '\r') {
        throw OperatorError.usage("a password must not hold NUL or line breaks");
      }
      if (c == '\uFFFD') {
        // What Java makes of bytes it cannot read: all such passwords would be the same one.
        throw OperatorError.usage(
            "the password is not valid UTF-8 in this locale: set LC_ALL=C.UTF-8");
      }
      boolean pair = i + 1 < password.length && Character.isSurrogatePair(c, password[i + 1]);
      if (Character.isSurrogate(c) && !pair) {
        throw OperatorError.usage("a password must be valid Unicode");
      }
      if (pair) {
        i++;
        bytes += 4;
      } else {
        bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
      }
    }
    if (bytes == 0) {
      throw OperatorError.usage("a password must not be empty");
    }
    if (bytes > MAX_BYTES) {
      throw OperatorError.usage("a password must not be longer than " + MAX_BYTES + " bytes");
    }
  }
}
