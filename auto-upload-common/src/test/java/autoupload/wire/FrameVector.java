package autoupload.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Test vector of {@code vectors.txt}: one frame, its values and its bytes.
 *
 * @param head length and type, in hexadecimal
 */
record FrameVector(String type, String title, String head, List<Field> fields) {
  private static final HexFormat HEX = HexFormat.of();

  /** One line: a field's name, its value as the file writes it, its bytes in hexadecimal. */
  record Field(String name, String value, String hex) {}

  /** All of them, in the order of the file. */
  static List<FrameVector> all() {
    List<FrameVector> vectors = new ArrayList<>();
    for (String line : lines()) {
      String[] columns = line.strip().split(" *\\| ", 3);
      if (line.startsWith("  ")) {
        vectors.get(vectors.size() - 1).fields.add(new Field(columns[0], columns[1], columns[2]));
      } else if (!line.startsWith("#") && !line.isEmpty()) {
        vectors.add(new FrameVector(columns[0], columns[1], columns[2], new ArrayList<>()));
      }
    }
    return vectors;
  }

  private static List<String> lines() {
    try (InputStream in = FrameVector.class.getResourceAsStream("vectors.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether the frame is one of those before ACCEPTED, or ACCEPTED itself. */
  boolean isBeforeLogin() {
    return List.of("HELLO", "WELCOME", "LOGIN", "ACCEPTED", "DENIED").contains(type);
  }

  /** The value of a field. */
  String value(String name) {
    return fields.stream()
        .filter(field -> field.name.equals(name))
        .map(Field::value)
        .findFirst()
        .orElseThrow();
  }

  /** The whole frame. */
  byte[] bytes() {
    StringBuilder hex = new StringBuilder(expand(head));
    fields.forEach(field -> hex.append(expand(field.hex)));
    return HEX.parseHex(hex);
  }

  /** Where the field's bytes start in the frame. */
  int offsetOf(Field wanted) {
    int offset = expand(head).length() / 2;
    for (Field field : fields.subList(0, fields.indexOf(wanted))) {
      offset += expand(field.hex).length() / 2;
    }
    return offset;
  }

  /** Hexadecimal digits without spaces, {@code XX*N} written out. */
  static String expand(String hex) {
    StringBuilder all = new StringBuilder();
    for (String token : hex.split(" ", -1)) {
      String[] repeated = token.split("\\*", 2);
      all.append(repeated[0].repeat(repeated.length == 1 ? 1 : Integer.parseInt(repeated[1])));
    }
    return all.toString();
  }

  @Override
  public String toString() {
    return type + ", " + title;
  }
}
