package autoupload.wire;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A password or a ticket on its way: never printed, compared in constant time, wiped by whoever
 * made it.
 */
public final class Secret {
  /** No secret. */
  public static final Secret NONE = new Secret(new byte[0]);

  private final byte[] bytes;

  /** Holds {@code bytes} themselves, not a copy, so that {@link #wipe} leaves none behind. */
  public Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes themselves. */
  public byte[] bytes() {
    return bytes;
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return bytes.length == 0;
  }

  /** Overwrites the bytes. */
  public void wipe() {
    Arrays.fill(bytes, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && MessageDigest.isEqual(secret.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Secret";
  }
}
