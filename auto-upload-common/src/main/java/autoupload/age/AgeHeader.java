package autoupload.age;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Header of an age file: the file key, wrapped for each recipient, and a MAC over it.
 *
 * <pre>
 * age-encryption.org/v1
 * -&gt; X25519 SHARE
 * WRAPPED KEY
 * --- MAC
 * </pre>
 */
final class AgeHeader {
  static final String VERSION = "age-encryption.org/v1";

  private final String text;
  private final List<Stanza> stanzas;
  private final byte[] mac;

  /**
   * @param text up to and including the {@code ---}
   */
  AgeHeader(String text, List<Stanza> stanzas, byte[] mac) {
    this.text = text;
    this.stanzas = List.copyOf(stanzas);
    this.mac = mac;
  }

  /**
   * A header that gives {@code key} to each of the recipients.
   *
   * @throws IllegalArgumentException if there is none, or only some of them resist a quantum
   *     computer: the others would be the way in
   */
  static AgeHeader seal(Collection<Recipient> recipients, FileKey key) {
    if (recipients.isEmpty()) {
      throw new IllegalArgumentException("there is no recipient");
    }
    if (recipients.stream().map(Recipient::getClass).distinct().count() > 1) {
      throw new IllegalArgumentException(
          "age1pq1 recipients cannot stand beside others: those would be the way in");
    }
    List<Stanza> stanzas = recipients.stream().map(recipient -> recipient.wrap(key)).toList();
    StringBuilder text = new StringBuilder(VERSION).append('\n');
    stanzas.forEach(stanza -> text.append(stanza.text()));
    text.append("---");
    return new AgeHeader(text.toString(), stanzas, key.mac(ascii(text.toString())));
  }

  /**
   * Reads a header and not a byte more.
   *
   * @throws AgeException if it is not one in every detail
   */
  static AgeHeader read(InputStream in) throws IOException {
    return new HeaderParser(in).header();
  }

  /** All of it, as it stands in the file. */
  byte[] bytes() {
    return ascii(text + " " + Stanza.base64(mac) + "\n");
  }

  /**
   * The file key; the caller closes it.
   *
   * @throws AgeException with {@code NO_MATCH} if none of the identities opens it, {@code HEADER}
   *     or {@code MAC} if it was changed
   */
  FileKey open(Collection<Identity> identities) throws AgeException {
    for (Identity identity : identities) {
      for (Stanza stanza : stanzas) {
        Optional<FileKey> key = identity.unwrap(stanza);
        if (key.isPresent()) {
          return checked(key.get());
        }
      }
    }
    throw new AgeException(
        AgeException.Reason.NO_MATCH, "it is not sealed for any of the identities given");
  }

  private FileKey checked(FileKey key) throws AgeException {
    if (!isMadeWith(key)) {
      key.close();
      throw new AgeException(AgeException.Reason.MAC, "its header was changed after it was sealed");
    }
    return key;
  }

  /** Whether its MAC is under that key. */
  boolean isMadeWith(FileKey key) {
    return MessageDigest.isEqual(mac, key.mac(ascii(text)));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
