package autoupload.tests;

import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Installation;
import autoupload.tests.harness.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in the three jars, and that each one runs by itself. */
final class JarContentsIT {
  @RegisterExtension final Site site = new Site();

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream().map(ZipEntry::getName).toList();
    }
  }

  @Test
  void theClientIsSmallEnoughForASmallDevice() throws Exception {
    Path jar = Installation.jar("client");

    assertThat(jar.toFile().length()).isLessThan(4 * MIB);
    assertThat(entries(jar))
        .contains("autoupload/client/ClientCommand.class")
        .noneMatch(name -> name.contains("argon2"))
        .contains("org/bouncycastle/crypto/kems/MLKEMGenerator.class")
        .noneMatch(name -> name.startsWith("org/bouncycastle/jc"))
        .noneMatch(name -> name.startsWith("META-INF/versions/9/org/bouncycastle/"))
        .noneMatch(name -> name.startsWith("ch/qos/logback/"))
        .noneMatch(name -> name.startsWith("autoupload/server/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "client", "adduser"})
  void everyCommandTellsItsVersionAndItsOptions(String name) {
    assertThat(site.jar(name).with("--version").runOrFail().out())
        .anyMatch(line -> line.matches(".*\\d+\\.\\d+\\.\\d+.*"));
    assertThat(site.jar(name).with("-h").runOrFail().out()).anyMatch(line -> line.contains("-f"));
  }
}
