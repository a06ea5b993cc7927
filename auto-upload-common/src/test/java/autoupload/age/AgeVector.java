package autoupload.age;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.InflaterInputStream;

/** One file of the public test vectors: lines {@code key: value}, an empty line, the age file. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two
record AgeVector(Map<String, String> expected, List<String> identities, byte[] file) {
  static AgeVector read(Path path) throws IOException {
    byte[] all = Files.readAllBytes(path);
    Map<String, String> expected = new HashMap<>();
    List<String> identities = new ArrayList<>();
    int at = 0;
    while (all[at] != '\n') {
      int end = at;
      while (all[end] != '\n') {
        end++;
      }
      String line = new String(all, at, end - at, StandardCharsets.UTF_8);
      String[] field = line.split(": ", 2);
      if (field[0].equals("identity")) {
        identities.add(field[1]);
      }
      expected.put(field[0], field[1]);
      at = end + 1;
    }
    byte[] file = Arrays.copyOfRange(all, at + 1, all.length);
    return new AgeVector(
        expected, identities, expected.containsKey("compressed") ? inflate(file) : file);
  }

  private static byte[] inflate(byte[] file) throws IOException {
    try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
