package autoupload.tests;

import static autoupload.tests.harness.Tree.MIB;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Installation;
import autoupload.tests.harness.Site;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contents of the three jars, each of which runs by itself. */
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

    // What key exchange and native ciphers cost: docs/decisions/0003-dependencies.md.
    assertThat(jar.toFile().length()).isLessThan(19 * MIB / 2);
    assertThat(entries(jar))
        .contains("autoupload/client/ClientCommand.class")
        .noneMatch(name -> name.contains("argon2"))
        .contains("org/bouncycastle/crypto/kems/MLKEMGenerator.class")
        .contains("org/bouncycastle/jsse/provider/BouncyCastleJsseProvider.class")
        .noneMatch(name -> name.startsWith("org/bouncycastle/jcajce/provider/asymmetric/"))
        .noneMatch(name -> name.startsWith("org/bouncycastle/tls/crypto/impl/bc/"))
        .noneMatch(name -> name.startsWith("ch/qos/logback/"))
        .noneMatch(name -> name.startsWith("autoupload/server/"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "client"})
  void nativeCiphersTravelForLinuxOnly(String name) throws Exception {
    assertThat(entries(Installation.jar(name)))
        .filteredOn(entry -> entry.startsWith("META-INF/native/") && !entry.endsWith("/"))
        .containsExactlyInAnyOrder(
            "META-INF/native/libconscrypt_openjdk_jni-linux-x86_64.so",
            "META-INF/native/libconscrypt_openjdk_jni-linux-aarch_64.so");
    assertThat(entries(Installation.jar(name))).noneMatch(entry -> entry.endsWith(".html"));
  }

  /**
   * The client has a part of Bouncy Castle. No class of it may lead to one that was left out, in
   * whatever way a handshake goes; what leads nowhere is never run in a client.
   */
  @Test
  void nothingTheClientMayNeedOfItsLibrariesWasLeftOut() throws Exception {
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int code =
        jdeps.run(
            new PrintWriter(out),
            new PrintWriter(err),
            "--multi-release",
            "17",
            "--missing-deps",
            Installation.jar("client").toString());

    assertThat(code).as(err.toString()).isZero();
    assertThat(out.toString().lines().filter(line -> line.contains(" -> ")))
        .as("what it says when something is missing")
        .anyMatch(line -> line.contains("Argon2"));
    assertThat(out.toString().lines().filter(line -> line.contains("org.bouncycastle.")))
        // Passwords are hashed by the server; TLS only asks whether another class is of this one.
        .filteredOn(line -> !line.contains("autoupload.credentials.JavaArgon2"))
        .filteredOn(line -> !line.contains("org.bouncycastle.jce.provider.BouncyCastleProvider "))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"server", "client", "adduser"})
  void everyCommandTellsItsVersionAndItsOptions(String name) {
    assertThat(site.jar(name).with("--version").runOrFail().out())
        .anyMatch(line -> line.matches(".*\\d+\\.\\d+\\.\\d+.*"));
    assertThat(site.jar(name).with("-h").runOrFail().out()).anyMatch(line -> line.contains("-f"));
  }

  /** Class files say which Java they need: 52 is 8 (JVMS, table 4.1-A). */
  @ParameterizedTest
  @ValueSource(strings = {"server", "client", "adduser"})
  void whatAnOlderJavaLoadsFirstIsMadeForIt(String name) throws Exception {
    try (JarFile jar = new JarFile(Installation.jar(name).toFile())) {
      String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
      ZipEntry first = jar.getEntry(main.replace('.', '/') + ".class");
      try (DataInputStream bytes = new DataInputStream(jar.getInputStream(first))) {
        bytes.readInt();
        bytes.readUnsignedShort();
        assertThat(bytes.readUnsignedShort()).isEqualTo(52);
      }
    }
  }
}
