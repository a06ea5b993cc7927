package autoupload.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * Identifier of a store: 16 random bytes, written as 32 lower-case hexadecimal digits in {@value
 * ReservedNames#STORE_ID} at its root, and in {@value ReservedNames#STORE_MARK} in every folder
 * below, since any of them may be all that a mount or a share shows. A client whose source folder
 * lies on, above or below a folder with the id of the server it talks to must refuse, or it would
 * prove a file against itself and then erase it.
 */
public record StoreId(String hex) {
  /** Length in bytes. */
  public static final int BYTES = 16;

  /** A longer file holds no id. */
  private static final int MAX_FILE = 256;

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

  /**
   * The stores that a folder says it is a part of: none, one, or two where a store lies in another.
   *
   * @throws IOException if it says so in a way that cannot be read
   */
  public static Set<StoreId> in(Path folder) throws IOException {
    Set<StoreId> found = new HashSet<>();
    for (String name : List.of(ReservedNames.STORE_MARK, ReservedNames.STORE_ID)) {
      Path file = folder.resolve(name);
      if (Files.isRegularFile(file)) {
        found.add(read(file));
      }
    }
    return found;
  }

  private static StoreId read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_FILE), StandardCharsets.US_ASCII);
      return new StoreId(text.strip());
    } catch (IllegalArgumentException e) {
      throw new IOException(file.getFileName() + " beside it is damaged", e);
    }
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
