package autoupload.age;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Strict parser of an age file's header: what a writer would not write is an error. */
final class HeaderParser {
  /** Room for hundreds of recipients; nobody's memory ends here. */
  private static final int MAX_LENGTH = 1 << 20;

  private static final int COLUMNS = 64;
  private static final int MAC_COLUMNS = 43;

  private final InputStream in;

  /** What was read, without the last line once that is known to be the last. */
  private final StringBuilder text = new StringBuilder();

  HeaderParser(InputStream in) {
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
    for (int i = 0; i < AgeHeader.VERSION.length(); i++) {
      if (in.read() != AgeHeader.VERSION.charAt(i)) {
        throw notSealed();
      }
    }
    if (in.read() != '\n') {
      throw notSealed();
    }
    text.append(AgeHeader.VERSION).append('\n');
  }

  private static AgeException notSealed() {
    return new AgeException(
        AgeException.Reason.HEADER, "it is not a sealed file of the format age v1");
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
      if (line.length() > COLUMNS) {
        throw AgeException.header("a line is too long");
      }
      body.add(Stanza.bytes(line));
    } while (line.length() == COLUMNS);
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
