package autoupload.upload;

import java.nio.charset.StandardCharsets;

/**
 * Name of an account, which is also the name of its folder on the server.
 *
 * <p>1 to 64 bytes of UTF-8, no {@code #} (it separates the fields of the password file), no {@code
 * /}, no control characters, no leading dot and no leading or trailing space.
 */
public record UserName(String value) {
  /** The longest name, in bytes of UTF-8. */
  public static final int MAX_BYTES = 64;

  /**
   * @throws IllegalArgumentException with a sentence for the operator when the name is not allowed
   */
  public UserName {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a user name must not be empty");
    }
    if (!Text.isEncodable(value)) {
      throw new IllegalArgumentException("a user name must be valid Unicode");
    }
    if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw new IllegalArgumentException("a user name must not be longer than 64 bytes");
    }
    if (Text.hasControl(value)) {
      throw new IllegalArgumentException("a user name must not hold control characters");
    }
    if (value.indexOf('#') >= 0 || value.indexOf('/') >= 0) {
      throw new IllegalArgumentException("a user name must not hold '#' or '/'");
    }
    if (value.charAt(0) == '.') {
      throw new IllegalArgumentException("a user name must not start with a dot");
    }
    if (!value.strip().equals(value)) {
      throw new IllegalArgumentException("a user name must not start or end with a space");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
