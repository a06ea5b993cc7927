package autoupload.wire;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Password or ticket in memory: never printed, compared in constant time, wiped by whoever made it.
 */
public final class Secret {
  /** No secret. */
  public static final Secret NONE = new Secret(new byte[0]);

  private final byte[] bytes;

  /** Holds {@code bytes} themselves, not a copy, so that {@link #wipe} leaves none behind. */
  public Secret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The characters in UTF-8; the array given is wiped. */
  public static Secret ofText(char[] text) {
    byte[] space = new byte[3 * text.length]; // what a UTF-16 unit takes at the most
    ByteBuffer encoded = ByteBuffer.wrap(space);
    StandardCharsets.UTF_8
        .newEncoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .encode(CharBuffer.wrap(text), encoded, true);
    Secret secret = new Secret(Arrays.copyOf(space, encoded.position()));
    Arrays.fill(space, (byte) 0);
    Arrays.fill(text, '\0');
    return secret;
  }

  /** The characters that the bytes are in UTF-8; the caller wipes them. */
  public char[] toText() {
    char[] space = new char[bytes.length];
    CharBuffer decoded = CharBuffer.wrap(space);
    StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .decode(ByteBuffer.wrap(bytes), decoded, true);
    char[] text = Arrays.copyOf(space, decoded.position());
    Arrays.fill(space, '\0');
    return text;
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
