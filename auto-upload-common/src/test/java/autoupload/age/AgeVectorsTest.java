package autoupload.age;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import autoupload.upload.ContentDigest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Public test vectors of the format (C2SP/CCTV). They are not part of this repository: they are
 * read from the folder that the property {@code autoupload.age.vectors} names, or from {@code
 * ../shared/vectors/age} beside the repository.
 */
class AgeVectorsTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("autoupload.age.vectors", "../../shared/vectors/age"));

  private static final Map<String, AgeException.Reason> FAILURES =
      Map.of(
          "header failure", AgeException.Reason.HEADER,
          "no match", AgeException.Reason.NO_MATCH,
          "HMAC failure", AgeException.Reason.MAC,
          "payload failure", AgeException.Reason.PAYLOAD);

  @TestFactory
  Stream<DynamicTest> everyVectorGivesWhatItExpects() throws IOException {
    if (!Files.isDirectory(VECTORS)) {
      // As a test of its own: a factory that gives up is counted nowhere.
      String missing =
          "no age test vectors in " + VECTORS + ": set -Dautoupload.age.vectors=FOLDER";
      return Stream.of(DynamicTest.dynamicTest("vectors", () -> Assumptions.abort(missing)));
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(VECTORS)) {
      files = all.sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(40);
    return files.stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    AgeVector vector = AgeVector.read(file);
    List<Identity> identities =
        vector.identities().stream().map(text -> Identity.parse(text.toCharArray())).toList();
    MessageDigest digest = ContentDigest.newSha256();
    String expected = vector.expected().get("expect");

    if (expected.equals("success")) {
      read(vector, identities, digest);
    } else {
      AgeException failure =
          catchThrowableOfType(AgeException.class, () -> read(vector, identities, digest));
      assertThat(failure).isNotNull();
      assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(FAILURES.get(expected));
    }

    String payload = vector.expected().get("payload");
    if (payload != null) { // of a damaged file, that of the chunks before the damage
      assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(payload);
    }
  }

  private static void read(AgeVector vector, List<Identity> identities, MessageDigest digest)
      throws IOException {
    try (InputStream plain = AgeFile.open(new ByteArrayInputStream(vector.file()), identities)) {
      byte[] block = new byte[1000];
      for (int count = plain.read(block); count >= 0; count = plain.read(block)) {
        digest.update(block, 0, count);
      }
    }
  }
}
