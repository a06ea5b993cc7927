package autoupload.age;

import java.util.Arrays;
import java.util.Optional;

/** Secret key that opens files sealed for its {@link #recipient}. Wiped when closed. */
public abstract sealed class Identity implements AutoCloseable
    permits X25519Identity, HybridIdentity {
  Identity() {}

  /** A new one of the kind {@code age1...}, which every age program knows. */
  public static Identity generate() {
    return X25519Identity.random();
  }

  /**
   * A new one of the kind {@code age1pq1...}, whose files a quantum computer will not open either;
   * age 1.3 and newer know it.
   */
  public static Identity generateHybrid() {
    return HybridIdentity.random();
  }

  /**
   * Reads {@code AGE-SECRET-KEY-1...} or {@code AGE-SECRET-KEY-PQ-1...}; the caller wipes the text.
   *
   * @throws IllegalArgumentException if it is not one; the message says why and does not quote it
   */
  public static Identity parse(char[] text) {
    char[] hybrid = (HybridIdentity.PREFIX + "1").toCharArray();
    return text.length > hybrid.length
            && Arrays.equals(hybrid, 0, hybrid.length, text, 0, hybrid.length)
        ? HybridIdentity.decode(text)
        : X25519Identity.decode(text);
  }

  /** The public half. */
  public abstract Recipient recipient();

  /** As {@link #parse} reads it; the caller wipes it. */
  public abstract char[] encoded();

  /**
   * The file key, if the stanza is for this identity.
   *
   * @throws AgeException if the stanza is of this kind, but not as it must be
   */
  abstract Optional<FileKey> unwrap(Stanza stanza) throws AgeException;

  @Override
  public abstract void close();

  /** The public half only. */
  @Override
  public String toString() {
    return "Identity[" + recipient() + "]";
  }
}
