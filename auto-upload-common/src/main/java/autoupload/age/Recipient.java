package autoupload.age;

/**
 * Public key that files are sealed for: the public half of an {@link Identity}. Two recipients are
 * equal if their texts are.
 */
public abstract sealed class Recipient permits X25519Recipient, HybridRecipient {
  Recipient() {}

  /**
   * Reads {@code age1...} (X25519) or {@code age1pq1...} (ML-KEM-768 with X25519).
   *
   * @throws IllegalArgumentException if it is not one; the message says why and does not quote it
   */
  public static Recipient parse(String text) {
    if (text.startsWith("AGE-SECRET-KEY-")) {
      throw new IllegalArgumentException(
          "it is an identity, which is secret: give its recipient, which begins with age1");
    }
    return text.startsWith(HybridRecipient.PREFIX + "1")
        ? HybridRecipient.decode(text)
        : X25519Recipient.decode(text);
  }

  /** The file key, for this recipient only; different each time. */
  abstract Stanza wrap(FileKey key);

  /** As {@link #parse} reads it. */
  @Override
  public abstract String toString();

  @Override
  public final boolean equals(Object other) {
    return other instanceof Recipient recipient && recipient.toString().equals(toString());
  }

  @Override
  public final int hashCode() {
    return toString().hashCode();
  }
}
