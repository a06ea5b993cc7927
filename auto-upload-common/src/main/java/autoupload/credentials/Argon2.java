package autoupload.credentials;

/**
 * Argon2 (RFC 9106). Two implementations, since the fast one is machine code that does not exist
 * for every machine.
 */
interface Argon2 {
  /**
   * The hash of {@code password} with the variant, cost and salt of {@code like}, as many bytes as
   * {@code like} has.
   *
   * @throws IllegalStateException if this machine cannot, for want of memory say
   */
  byte[] derive(PhcString like, byte[] password);

  /** The machine-code one if it loads here, else the one in Java. */
  static Argon2 fastest() {
    try {
      return new NativeArgon2();
    } catch (LinkageError e) {
      return new JavaArgon2();
    }
  }
}
