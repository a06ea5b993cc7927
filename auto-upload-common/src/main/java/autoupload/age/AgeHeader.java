package autoupload.age;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
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
  private static final String VERSION = "age-encryption.org/v1\n";

  /** The longest, in bytes: room for hundreds of recipients, and nobody's memory ends here. */
  private static final int MAX_LENGTH = 1 << 20;

  private static final int MAC_COLUMNS = 43;

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
    StringBuilder text = new StringBuilder(VERSION);
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
    return new Parser(in).header();
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

  /** Strict parser: what a writer would not write is an error. */
  private static final class Parser {
    private final InputStream in;

    /** What was read, without the last line once that is known to be the last. */
    private final StringBuilder text = new StringBuilder();

    Parser(InputStream in) {
      this.in = in;
    }

    AgeHeader header() throws IOException {
      version();
      List<Stanza> stanzas = new ArrayList<>();
      String line = line();
      while (line.startsWith("-> ")) {
        stanzas.add(stanza(line));
        line = line();
      }
      if (stanzas.isEmpty()) {
        throw AgeException.header("it has no stanza");
      }
      byte[] mac = mac(line);
      text.setLength(text.length() - line.length() - 1);
      return new AgeHeader(text.append("---").toString(), stanzas, mac);
    }

    private void version() throws IOException {
      byte[] start = in.readNBytes(VERSION.length());
      if (!VERSION.equals(new String(start, StandardCharsets.US_ASCII))) {
        throw new AgeException(
            AgeException.Reason.HEADER, "it is not a sealed file of the format age v1");
      }
      text.append(VERSION);
    }

    private Stanza stanza(String first) throws IOException {
      List<String> arguments = List.of(first.substring(3).split(" ", -1));
      if (arguments.stream().anyMatch(String::isEmpty)) {
        throw AgeException.header("a stanza has an empty argument");
      }
      List<byte[]> body = new ArrayList<>();
      String line;
      do {
        line = line();
        if (line.length() > Stanza.COLUMNS) {
          throw AgeException.header("a line is too long");
        }
        body.add(Stanza.bytes(line));
      } while (line.length() == Stanza.COLUMNS);
      return new Stanza(
          arguments.get(0),
          arguments.subList(1, arguments.size()),
          X25519.concat(body.toArray(byte[][]::new)));
    }

    private static byte[] mac(String line) throws AgeException {
      if (!line.startsWith("--- ") || line.length() != 4 + MAC_COLUMNS) {
        throw AgeException.header("there is neither a stanza nor a MAC where one of them belongs");
      }
      return Stanza.bytes(line.substring(4));
    }

    /** The next line without its end. */
    private String line() throws IOException {
      int start = text.length();
      while (true) {
        int c = in.read();
        if (c < 0) {
          throw AgeException.header("it is cut off");
        }
        if (text.length() == MAX_LENGTH) {
          throw AgeException.header("it is too long");
        }
        text.append((char) c);
        if (c == '\n') {
          return text.substring(start, text.length() - 1);
        }
        if (c < ' ' || c > '~') {
          throw AgeException.header("it holds a character that does not belong there");
        }
      }
    }
  }
}
