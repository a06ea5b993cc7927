package autoupload.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TotpOptionsTest {
  @TempDir private Path dir;

  private static String warnings(TotpOptions options) {
    StringWriter text = new StringWriter();
    options.read("user", new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aFileOthersCanReadIsWarnedOfOnceThoughItIsReadBeforeEachPass() throws IOException {
    Path file = Files.writeString(dir.resolve("seed"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    TotpOptions options =
        CommandLine.populateCommand(new TotpOptions(), "--totp-file", file.toString());

    assertThat(warnings(options)).contains("chmod 600");
    assertThat(warnings(options)).isEmpty();
  }
}
