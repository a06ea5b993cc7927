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

class PasswordOptionsTest {
  @TempDir private Path dir;

  private void mode(Path file, String permissions) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static String warnings(PasswordOptions options) {
    StringWriter text = new StringWriter();
    options.read("user", new PrintWriter(text));
    return text.toString();
  }

  @Test
  void aFileOthersCanReadIsWarnedOfOnceAndAgainIfItWasPutRightMeanwhile() throws IOException {
    Path file = Files.writeString(dir.resolve("password"), "secret\n");
    PasswordOptions options =
        CommandLine.populateCommand(new PasswordOptions(), "--password-file", file.toString());
    mode(file, "rw-r--r--");
    assertThat(warnings(options)).contains("chmod 600");
    assertThat(warnings(options)).isEmpty();

    mode(file, "rw-------");
    assertThat(warnings(options)).isEmpty();
    mode(file, "rw-r--r--");
    assertThat(warnings(options)).contains("chmod 600");
  }
}
