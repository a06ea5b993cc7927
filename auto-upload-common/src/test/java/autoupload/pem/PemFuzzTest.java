package autoupload.pem;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.Corpus;
import autoupload.operator.OperatorError;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PEM parser: whatever the bytes, a file has keys, certificates, or an error message that quotes
 * nothing of it.
 */
class PemFuzzTest {
  /** No sentence has a word that long of its own; a line of base64 has 64. */
  private static final Pattern QUOTED = Pattern.compile("[A-Za-z0-9+/=]{13,}");

  @TempDir private Path dir;
  private Path file;
  private int usable;

  @BeforeEach
  void makePrivateFile() throws IOException {
    file =
        Files.createFile(
            dir.resolve("some.pem"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  @FuzzTest
  void anyFile(byte[] input) throws IOException {
    Files.write(file, input);
    try {
      assertIsReadAgain(PrivateKeyFile.read(file));
      usable++;
    } catch (OperatorError e) {
      for (Throwable t = e; t != null; t = t.getCause()) {
        assertQuotesNothing(String.valueOf(t.getMessage()));
      }
    }
    try {
      usable += CertificateFile.read(file).size();
    } catch (OperatorError e) {
      assertQuotesNothing(e.getMessage());
    }
  }

  @Test
  void whatIsKnownAndWhatResemblesIt() throws IOException {
    Corpus.of(PemFuzzTest.class, "anyFile").each(2000, this::anyFile);

    assertThat(usable).isPositive();
  }

  private void assertQuotesNothing(String message) {
    assertThat(message.replace(file.toString(), "FILE"))
        .isNotBlank()
        .doesNotContain("\n", "\r")
        .doesNotContainPattern(QUOTED);
  }

  private void assertIsReadAgain(PrivateKey key) throws IOException {
    String base64 = Base64.getMimeEncoder().encodeToString(key.getEncoded());
    String pem = "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
    Files.write(file, pem.getBytes(StandardCharsets.US_ASCII));
    assertThat(PrivateKeyFile.read(file)).isEqualTo(key);
  }
}
