package autoupload.upload;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Identifier of a client: 16 random bytes in its state folder, written as 32 lower-case hexadecimal
 * digits. It tells two devices of one account apart; it is no secret and proves nothing.
 */
public record ClientId(String hex) {
  /** Length in bytes. */
  public static final int BYTES = 16;

  /**
   * @throws IllegalArgumentException if {@code hex} is not 32 lower-case hexadecimal digits
   */
  public ClientId {
    if (!hex.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("a client id has 32 lower-case hexadecimal digits");
    }
  }

  /** An id from its 16 bytes. */
  public static ClientId of(byte[] bytes) {
    return new ClientId(HexFormat.of().formatHex(bytes));
  }

  /** A new random id. */
  public static ClientId random() {
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return of(bytes);
  }

  /** The 16 bytes. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
