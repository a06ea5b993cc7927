package autoupload.cli;

import autoupload.operator.OneLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shell quoting of a file's name, so that a person can paste it: plain where that is safe, else in
 * single quotes, and as {@code $'...'} where it holds what cannot be seen or is no UTF-8
 * (POSIX.1-2024, Shell Command Language, 2.2; bash, ksh, zsh and busybox have the latter). A name
 * that is very long is cut in the middle: it can be recognized, and no longer be pasted.
 */
public final class ShellWord {
  private static final int MOST_CHARACTERS = 300;

  /** What no shell takes for anything else, beside letters and digits. */
  private static final String PLAIN = "%+,-./:@_=~#";

  /** Of these, what it does take for something else at the beginning of a word. */
  private static final String PLAIN_INSIDE_ONLY = "=~#";

  /** Character of a name, or a byte that is part of none. */
  private record Piece(int value, boolean isByte) {
    /** Whether it would not be seen as what it is. */
    boolean isHidden() {
      return isByte || OneLine.isUnfit(value);
    }

    boolean isPlain() {
      return value < 0x80
          ? Character.isLetterOrDigit(value) || PLAIN.indexOf(value) >= 0
          : !Character.isSpaceChar(value);
    }
  }

  private ShellWord() {}

  /** The word for a name that is text. */
  public static String of(String name) {
    return word(name.codePoints().mapToObj(c -> new Piece(c, false)).toList());
  }

  /** The word for a path, whatever bytes it is made of. */
  public static String of(Path path) {
    // Java has U+FFFD for what it cannot decode, and no way back from there.
    boolean isExact = path.toString().indexOf('\uFFFD') < 0;
    return isExact || !path.getFileSystem().equals(FileSystems.getDefault())
        ? of(path.toString())
        : word(pieces(bytes(path)));
  }

  /** Only the path's URI tells its bytes (RFC 3986, 2.1). */
  private static byte[] bytes(Path path) {
    byte[] all = absoluteBytes(path);
    if (path.isAbsolute()) {
      return all;
    }
    int folder = absoluteBytes(Path.of("").toAbsolutePath()).length;
    return Arrays.copyOfRange(all, folder == 1 ? 1 : folder + 1, all.length);
  }

  private static byte[] absoluteBytes(Path path) {
    String uri = path.toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) == '%') {
        bytes.write(Integer.parseInt(uri.substring(i + 1, i + 3), 16));
        i += 2;
      } else if (i == 0 || i < uri.length() - 1 || uri.charAt(i) != '/') { // a folder's has one
        bytes.write(uri.charAt(i));
      }
    }
    return bytes.toByteArray();
  }

  private static List<Piece> pieces(byte[] bytes) {
    List<Piece> pieces = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int length = lengthOfCharacter(bytes, at);
      pieces.add(
          length == 0
              ? new Piece(bytes[at] & 0xff, true)
              : new Piece(text(bytes, at, length).codePointAt(0), false));
      at += Math.max(1, length);
    }
    return pieces;
  }

  /** How many bytes the character has that begins there; 0 if none does. */
  private static int lengthOfCharacter(byte[] bytes, int at) {
    for (int length = 1; length <= Math.min(4, bytes.length - at); length++) {
      String text = text(bytes, at, length);
      byte[] back = text.getBytes(StandardCharsets.UTF_8);
      if (text.codePointCount(0, text.length()) == 1
          && Arrays.equals(back, Arrays.copyOfRange(bytes, at, at + length))) {
        return length;
      }
    }
    return 0;
  }

  private static String text(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.UTF_8);
  }

  private static String word(List<Piece> name) {
    List<Piece> shown = new ArrayList<>();
    if (!name.isEmpty() && name.get(0).value() == '-') { // else it would be an option
      shown.add(new Piece('.', false));
      shown.add(new Piece('/', false));
    }
    shown.addAll(cut(name));
    if (shown.stream().anyMatch(Piece::isHidden)) {
      return escaped(shown);
    }
    StringBuilder text = new StringBuilder();
    shown.forEach(piece -> text.appendCodePoint(piece.value()));
    boolean isPlain =
        !shown.isEmpty()
            && PLAIN_INSIDE_ONLY.indexOf(shown.get(0).value()) < 0
            && shown.stream().allMatch(Piece::isPlain);
    return isPlain ? text.toString() : "'" + text.toString().replace("'", "'\\''") + "'";
  }

  private static List<Piece> cut(List<Piece> name) {
    if (name.size() <= MOST_CHARACTERS) {
      return name;
    }
    List<Piece> cut = new ArrayList<>(name.subList(0, MOST_CHARACTERS / 2));
    cut.add(new Piece('…', false));
    cut.addAll(name.subList(name.size() - MOST_CHARACTERS / 2, name.size()));
    return cut;
  }

  private static String escaped(List<Piece> shown) {
    StringBuilder word = new StringBuilder("$'");
    for (Piece piece : shown) {
      switch (piece.isByte() ? -1 : piece.value()) {
        case '\n' -> word.append("\\n");
        case '\r' -> word.append("\\r");
        case '\t' -> word.append("\\t");
        case '\\', '\'' -> word.append('\\').appendCodePoint(piece.value());
        default -> {
          if (piece.isByte()) {
            appendOctal(word, (byte) piece.value());
          } else if (piece.isHidden()) {
            for (byte each : Character.toString(piece.value()).getBytes(StandardCharsets.UTF_8)) {
              appendOctal(word, each);
            }
          } else {
            word.appendCodePoint(piece.value());
          }
        }
      }
    }
    return word.append('\'').toString();
  }

  /** Always three digits, so that one that follows is none of them. */
  private static void appendOctal(StringBuilder word, byte value) {
    int bits = value & 0xff;
    word.append('\\').append(bits >> 6).append(bits >> 3 & 7).append(bits & 7);
  }
}
