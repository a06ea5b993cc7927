package autoupload.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {
  private static final String BLOCK =
      "-----BEGIN CERTIFICATE-----\nSGVs\nbG8h\n-----END CERTIFICATE-----\n";

  @TempDir private Path dir;

  private Path file(String text) throws IOException {
    return Files.writeString(dir.resolve("some file.pem"), text, StandardCharsets.ISO_8859_1);
  }

  private List<String> contents(String text) throws IOException {
    try (PemFile pem = PemFile.read(file(text), "certificate")) {
      return pem.blocks().stream()
          .map(b -> b.label() + "=" + new String(b.der(), StandardCharsets.UTF_8))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        BLOCK,
        "\u00EF\u00BB\u00BF" + BLOCK,
        "Bag Attributes\n    localKeyID: 01\nsubject=CN = x\n\n" + BLOCK + "\nmore text\n",
        "-----BEGIN CERTIFICATE-----\r\nSGVs\r\nbG8h\r\n-----END CERTIFICATE-----\r\n",
        "-----BEGIN CERTIFICATE-----\rSGVs\rbG8h\r-----END CERTIFICATE-----\r",
        "-----BEGIN CERTIFICATE-----  \n  SGVs \n\n bG8h\t\n-----END CERTIFICATE-----",
        "  -----BEGIN CERTIFICATE-----\nX-Comment: nothing to see\n\nSGVsbG8h\n"
            + "  -----END CERTIFICATE-----",
      })
  void readsWhatPeopleAndToolsWrite(String text) throws IOException {
    assertThat(contents(text)).containsExactly("CERTIFICATE=Hello!");
  }

  @Test
  void readsSeveralBlocksAlsoWhenJoinedOnOneLine() throws IOException {
    String glued = BLOCK.strip() + BLOCK.replace("CERTIFICATE", "PRIVATE KEY");
    assertThat(contents(glued)).containsExactly("CERTIFICATE=Hello!", "PRIVATE KEY=Hello!");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-----BEGIN CERTIFICATE-----\nSGVs\n",
        "-----BEGIN CERTIFICATE",
        "-----BEGIN CERTIFICATE-----\nSG!s\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nSGVsb\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nSGVs\n-----END PRIVATE KEY-----\n",
        "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nSGVs\n" + BLOCK,
      })
  void namesTheFileWithADamagedBlock(String text) throws IOException {
    Path file = file(text);
    assertThatThrownBy(() -> PemFile.read(file, "certificate"))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining(file + " is damaged or cut short");
  }

  @Test
  void wipesItsBlocksWhenClosed() throws IOException {
    List<PemBlock> blocks;
    try (PemFile pem = PemFile.read(file(BLOCK), "private key")) {
      blocks = pem.blocks();
    }
    assertThat(blocks.get(0).der()).isEqualTo(new byte[6]);
  }

  @Test
  void saysThatAFileIsNotThere() {
    Path missing = dir.resolve("missing.pem");
    assertThatThrownBy(() -> PemFile.read(missing, "certificate"))
        .hasMessage("the certificate file " + missing + " does not exist; check the path")
        .extracting(e -> ((OperatorError) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
  }

  @Test
  void saysThatAFileMayNotBeRead() throws IOException {
    Path file = file(BLOCK);
    Files.setPosixFilePermissions(file, Set.of());
    assumeFalse(Files.isReadable(file), "root may read everything");
    assertThatThrownBy(() -> PemFile.read(file, "private key"))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("the private key file " + file + " may not be read by user ");
  }

  @Test
  void saysThatAFileIsAFolder() {
    assertThatThrownBy(() -> PemFile.read(dir, "certificate"))
        .hasMessage("the certificate file " + dir + " is a folder; name the PEM file in it");
  }

  @Test
  void refusesAFileThatIsFarTooLarge() throws IOException {
    Path file = file("x".repeat((2 << 20) + 1));
    assertThatThrownBy(() -> PemFile.read(file, "certificate"))
        .hasMessageContaining(file + " has more than 2 MiB");
  }

  @Test
  void saysWhatAFileHoldsInsteadOfACertificate() throws IOException {
    assertThatThrownBy(() -> CertificateFile.read(file(BLOCK.replace("CERT", "X CERT"))))
        .hasMessageContaining("there is no certificate in ")
        .hasMessageContaining("-----BEGIN CERTIFICATE-----");
    assertThatThrownBy(
            () -> CertificateFile.read(file(BLOCK.replace("CERTIFICATE", "RSA PRIVATE KEY"))))
        .hasMessageContaining("holds a private key, no certificate");
    assertThatThrownBy(() -> CertificateFile.read(file("0\u0082\u0001\n")))
        .hasMessageContaining("openssl x509 -inform der");
    assertThatThrownBy(() -> CertificateFile.read(file(BLOCK)))
        .hasMessageContaining("cannot be decoded");
  }
}
