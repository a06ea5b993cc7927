package autoupload.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.OpenSsl;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateKeyFileTest {
  @TempDir private Path dir;
  private OpenSsl openssl;

  @BeforeEach
  void findOpenssl() {
    openssl = new OpenSsl(dir);
  }

  private static PrivateKey readAs(Path file, String label) throws IOException {
    assertThat(Files.readString(file)).contains("-----BEGIN " + label + "-----");
    return PrivateKeyFile.read(file);
  }

  /** Key objects are equal by their encoding, in which the public key is optional. */
  private static void assertSame(PrivateKey actual, PrivateKey expected) {
    ECPrivateKey a = (ECPrivateKey) actual;
    ECPrivateKey e = (ECPrivateKey) expected;
    assertThat(a.getS()).isEqualTo(e.getS());
    assertThat(a.getParams().getCurve()).isEqualTo(e.getParams().getCurve());
  }

  @Test
  void readsRsaAsPkcs8AndPkcs1() throws IOException {
    openssl.rsaKey("rsa");
    openssl.run("rsa", "-in", "rsa.key", "-traditional", "-out", "pkcs1.key");
    PrivateKey key = readAs(openssl.path("rsa.key"), "PRIVATE KEY");
    assertThat(key.getAlgorithm()).isEqualTo("RSA");
    assertThat(readAs(openssl.path("pkcs1.key"), "RSA PRIVATE KEY")).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521"})
  void readsEcAsPkcs8AndSec1(String curve) throws IOException {
    openssl.run("ecparam", "-name", curve, "-genkey", "-out", "sec1.key");
    openssl.run("pkcs8", "-topk8", "-nocrypt", "-in", "sec1.key", "-out", "pkcs8.key");
    PrivateKey key = readAs(openssl.path("pkcs8.key"), "PRIVATE KEY");
    assertThat(key.getAlgorithm()).isEqualTo("EC");
    assertThat(openssl.text("sec1.key")).contains("-----BEGIN EC PARAMETERS-----");
    assertSame(readAs(openssl.path("sec1.key"), "EC PRIVATE KEY"), key);
  }

  @Test
  void findsTheCurveInsideAnEcKeyWithoutAParametersBlock() throws IOException {
    openssl.ecKey("ec");
    openssl.run("ec", "-in", "ec.key", "-out", "sec1.key");
    assertThat(openssl.text("sec1.key")).doesNotContain("PARAMETERS");
    assertSame(
        readAs(openssl.path("sec1.key"), "EC PRIVATE KEY"),
        PrivateKeyFile.read(openssl.path("ec.key")));
  }

  @Test
  void findsTheCurveBeforeAnEcKeyThatHasNoParametersInside() throws IOException {
    openssl.ecKey("ec");
    ECPrivateKey key = (ECPrivateKey) PrivateKeyFile.read(openssl.path("ec.key"));
    byte[] scalar = new byte[34];
    scalar[0] = Der.OCTET_STRING;
    scalar[1] = 32;
    byte[] s = key.getS().toByteArray();
    int length = Math.min(32, s.length);
    System.arraycopy(s, s.length - length, scalar, 34 - length, length);
    String bare =
        "-----BEGIN EC PRIVATE KEY-----\n"
            + Base64.getEncoder().encodeToString(Der.sequence(new byte[] {2, 1, 1}, scalar))
            + "\n-----END EC PRIVATE KEY-----\n";
    String parameters = openssl.run("ecparam", "-name", "P-256");

    assertSame(PrivateKeyFile.read(openssl.write("bare.key", parameters + bare)), key);
    Path curveless = openssl.write("curveless.key", bare);
    assertThatThrownBy(() -> PrivateKeyFile.read(curveless))
        .hasMessageContaining(curveless + " does not name its curve");
  }

  @Test
  void readsKeysWithTextAroundThem() throws IOException {
    openssl.ecKey("ec");
    String text = openssl.run("pkey", "-in", "ec.key", "-text");
    Path noisy = openssl.write("noisy.key", "Bag Attributes\r\n" + text.replace("\n", "\r\n"));
    assertThat(PrivateKeyFile.read(noisy)).isEqualTo(PrivateKeyFile.read(openssl.path("ec.key")));
  }

  @Test
  void tellsHowToRemoveAPassphrase() {
    openssl.rsaKey("rsa");
    openssl.run("pkey", "-in", "rsa.key", "-aes128", "-passout", "pass:x", "-out", "new.key");
    openssl.run(
        "rsa",
        "-in",
        "rsa.key",
        "-aes128",
        "-passout",
        "pass:x",
        "-traditional",
        "-out",
        "old.key");
    assertThat(openssl.text("old.key")).contains("Proc-Type: 4,ENCRYPTED");
    for (String name : Arrays.asList("new.key", "old.key")) {
      assertThatThrownBy(() -> PrivateKeyFile.read(openssl.path(name)))
          .isInstanceOf(OperatorError.class)
          .hasMessageContaining("has a passphrase")
          .hasMessageContaining("openssl pkey -in " + openssl.path(name) + " -out ");
    }
  }

  @Test
  void saysOfAnRsaPssKeyWhatItIs() {
    openssl.run("genpkey", "-algorithm", "RSA-PSS", "-out", "pss.key");

    assertThatThrownBy(() -> PrivateKeyFile.read(openssl.path("pss.key")))
        .hasMessageContaining("is for RSA-PSS only")
        .hasMessageContaining("use an RSA or EC key");
  }

  @Test
  void refusesKeysThatTlsCannotUse() {
    openssl.run("genpkey", "-algorithm", "ED25519", "-out", "ed.key");
    openssl.run("ecparam", "-name", "brainpoolP256r1", "-genkey", "-out", "brainpool.key");
    openssl.run(
        "ecparam", "-name", "P-256", "-param_enc", "explicit", "-genkey", "-out", "explicit.key");
    for (String name : Arrays.asList("ed.key", "brainpool.key", "explicit.key")) {
      assertThatThrownBy(() -> PrivateKeyFile.read(openssl.path(name)))
          .hasMessageContaining("the private key " + openssl.path(name))
          .hasMessageContaining("use an RSA or EC key");
    }
  }

  @Test
  void refusesADamagedKeyOfEveryKindWithoutShowingIt() {
    for (String label : Arrays.asList("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY")) {
      Path file =
          openssl.write(
              "damaged.key",
              "-----BEGIN " + label + "-----\nMAcGA1==\n-----END " + label + "-----");
      assertThatThrownBy(() -> PrivateKeyFile.read(file))
          .isInstanceOf(OperatorError.class)
          .hasMessageContaining(file.toString())
          .hasMessageNotContaining("MAcG");
    }
  }

  @Test
  void refusesACertificateInPlaceOfAKey() {
    openssl.root("root");
    openssl.write("only.pem", openssl.text("root.pem"));
    assertThatThrownBy(() -> PrivateKeyFile.read(openssl.path("only.pem")))
        .hasMessageContaining("holds a certificate, no private key");
  }

  @Test
  void refusesAKeyThatEverybodyCanReadButNotOneForAGroup() throws IOException {
    openssl.ecKey("ec");
    Path file = openssl.path("ec.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThat(PrivateKeyFile.read(file).getAlgorithm()).isEqualTo("EC");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw----r--"));
    assertThatThrownBy(() -> PrivateKeyFile.read(file))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("chmod 600 " + file);
  }
}
