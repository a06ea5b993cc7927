package autoupload.server.log;

import java.util.LinkedHashMap;
import java.util.Map;

/** Parser for lines of the log, by the rules that OPERATIONS.md gives, with code of its own. */
public final class LoggedLine {
  private final String line;
  private int at;

  private LoggedLine(String line) {
    this.line = line;
  }

  /**
   * A line of text: {@code time}, {@code level} and {@code event}, and its fields.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Map<String, String> ofText(String line) {
    return new LoggedLine(line).text();
  }

  /**
   * A JSON object on one line; numbers and booleans as they stand there.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Map<String, String> ofJson(String line) {
    return new LoggedLine(line).json();
  }

  private Map<String, String> text() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("time", upTo(' '));
    fields.put("level", upTo(' '));
    while (peek() == ' ') {
      at++;
    }
    StringBuilder event = new StringBuilder();
    while (at < line.length() && !isField()) {
      event.append(event.length() == 0 ? "" : " ").append(upTo(' '));
    }
    fields.put("event", event.toString());
    while (at < line.length()) {
      String key = upTo('=');
      boolean isQuoted = at < line.length() && line.charAt(at) == '"';
      String value = isQuoted ? quoted() : upTo(' ');
      if (isQuoted && at < line.length()) {
        expect(' ');
      }
      require(fields.put(key, value) == null, "a field twice");
    }
    return fields;
  }

  /** Whether a key comes next, and not another word of what happened. */
  private boolean isField() {
    int space = line.indexOf(' ', at);
    return line.substring(at, space < 0 ? line.length() : space).indexOf('=') >= 0;
  }

  private Map<String, String> json() {
    Map<String, String> fields = new LinkedHashMap<>();
    expect('{');
    while (true) {
      String key = quoted();
      expect(':');
      require(fields.put(key, peek() == '"' ? quoted() : literal()) == null, "a field twice");
      if (peek() == '}') {
        at++;
        require(at == line.length(), "something after the object");
        return fields;
      }
      expect(',');
    }
  }

  private String literal() {
    int start = at;
    while (peek() != ',' && peek() != '}') {
      at++;
    }
    String literal = line.substring(start, at);
    require(literal.matches("-?(0|[1-9][0-9]*)|true|false"), "no literal: " + literal);
    return literal;
  }

  /** A string of RFC 8259. */
  private String quoted() {
    expect('"');
    StringBuilder text = new StringBuilder();
    while (peek() != '"') {
      char c = line.charAt(at++);
      require(c >= ' ', "a control character");
      text.append(c == '\\' ? escaped() : c);
    }
    at++;
    return text.toString();
  }

  private char escaped() {
    char kind = line.charAt(at++);
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(line.substring(at - 4, at), 16);
      }
      default -> throw new IllegalArgumentException("\\" + kind + " in " + line);
    };
  }

  /** What comes before the next separator or the end, and passes it. */
  private String upTo(char separator) {
    int end = line.indexOf(separator, at);
    String found = line.substring(at, end < 0 ? line.length() : end);
    at = end < 0 ? line.length() : end + 1;
    return found;
  }

  private char peek() {
    require(at < line.length(), "the end");
    return line.charAt(at);
  }

  private void expect(char c) {
    require(peek() == c, "no " + c);
    at++;
  }

  private void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise + " at " + at + " in " + line);
    }
  }
}
