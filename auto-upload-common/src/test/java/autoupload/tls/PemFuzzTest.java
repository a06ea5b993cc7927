package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Mutations;
import autoupload.cli.OperatorError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a PEM file holds, it has blocks or a sentence for the operator. */
class PemFuzzTest {
  private static final List<byte[]> FILES =
      List.of(
              "-----BEGIN CERTIFICATE-----\nSGVsbG8h\n-----END CERTIFICATE-----",
              String.join(
                  "\r\n",
                  "text",
                  "-----BEGIN PRIVATE KEY-----",
                  "X-Comment: no",
                  "",
                  "SGVs",
                  "bG8h",
                  "-----END PRIVATE KEY-----"))
          .stream()
          .map(text -> text.getBytes(StandardCharsets.US_ASCII))
          .toList();

  @TempDir private Path dir;

  @Test
  void aFileHasBlocksOrASentenceForTheOperator() throws IOException {
    int[] blocks = {0};
    Path path = dir.resolve("some.pem");
    new Mutations(FILES, 2000)
        .each(
            bytes -> {
              Files.write(path, bytes);
              try (PemFile pem = PemFile.read(path, "certificate")) {
                blocks[0] += pem.blocks().size();
              } catch (OperatorError e) {
                assertThat(e.getMessage()).contains("some.pem").doesNotContain("SGVs");
              }
            });
    assertThat(blocks[0]).isPositive();
  }
}
