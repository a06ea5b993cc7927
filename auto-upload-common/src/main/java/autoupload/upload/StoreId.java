package autoupload.upload;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * What a store knows itself by: 16 random bytes, written as 32 lower-case hexadecimal digits in
 * {@code .auto-upload/store-id} at its root. A client whose source folder lies on, above or below a
 * folder with the id of the server it talks to must refuse, or it would prove a file against itself
 * and then erase it.
 */
public record StoreId(String hex) {
  /** Length in bytes. */
  public static final int BYTES = 16;

  /** The file that holds the id, relative to the store's root. */
  public static final String FILE = ".auto-upload/store-id";

  /**
   * @throws IllegalArgumentException if {@code hex} is not 32 lower-case hexadecimal digits
   */
  public StoreId {
    if (!hex.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("a store id has 32 lower-case hexadecimal digits");
    }
  }

  /** An id from its 16 bytes. */
  public static StoreId of(byte[] bytes) {
    return new StoreId(HexFormat.of().formatHex(bytes));
  }

  /** A new random id. */
  public static StoreId random() {
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
