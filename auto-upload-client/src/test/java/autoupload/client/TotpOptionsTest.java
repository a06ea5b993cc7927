package autoupload.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TotpOptionsTest {
  @TempDir private Path dir;

  private static List<String> warnings(TotpOptions options) {
    List<String> warnings = new ArrayList<>();
    options.read("user", warnings::add);
    return warnings;
  }

  @Test
  void aFileOthersCanReadIsWarnedOfAtEachRead() throws IOException {
    Path file = Files.writeString(dir.resolve("seed"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    TotpOptions options =
        CommandLine.populateCommand(new TotpOptions(), "--totp-file", file.toString());

    assertThat(warnings(options)).singleElement().asString().contains("chmod 600");
    assertThat(warnings(options)).hasSize(1);
  }
}
