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

class PasswordOptionsTest {
  @TempDir private Path dir;

  private void mode(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static List<String> warnings(PasswordOptions options) {
    List<String> warnings = new ArrayList<>();
    options.read("user", warnings::add);
    return warnings;
  }

  @Test
  void aFileOthersCanReadIsWarnedOfAtEachRead() throws IOException {
    Path file = Files.writeString(dir.resolve("password"), "secret\n");
    PasswordOptions options =
        CommandLine.populateCommand(new PasswordOptions(), "--password-file", file.toString());
    mode(file, "rw-r--r--");
    assertThat(warnings(options)).singleElement().asString().contains("chmod 600");
    assertThat(warnings(options)).hasSize(1);

    mode(file, "rw-------");
    assertThat(warnings(options)).isEmpty();
    mode(file, "rw-r--r--");
    assertThat(warnings(options)).hasSize(1);
  }
}
