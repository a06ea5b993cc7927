package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.OpenSsl;
import autoupload.operator.OperatorError;
import autoupload.pem.CertificateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinTest {
  @TempDir private Path dir;

  @Test
  void isWhatOpensslComputes() throws IOException {
    OpenSsl openssl = new OpenSsl(dir);
    openssl.root("ec");
    openssl.rsaKey("rsa");
    openssl.run("req", "-x509", "-new", "-key", "rsa.key", "-subj", "/CN=rsa", "-out", "rsa.pem");
    for (String name : List.of("ec", "rsa")) {
      openssl.run("pkey", "-in", name + ".key", "-pubout", "-outform", "der", "-out", "public.der");
      openssl.run("dgst", "-sha256", "-binary", "-out", "hash", "public.der");
      byte[] hash = Files.readAllBytes(openssl.path("hash"));
      assertThat(Pin.of(CertificateFile.read(openssl.path(name + ".pem")).get(0)))
          .hasToString("sha256//" + Base64.getEncoder().encodeToString(hash));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256//",
        "sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha1//AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
        "sha256//not base64, not base64, not base64, not bas=",
      })
  void showsHowToComputeOneWhenItIsMalformed(String text) {
    assertThatThrownBy(() -> new Pin(text))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("not a pin: " + text)
        .hasMessageContaining("openssl x509 -in CERTFILE -noout -pubkey | openssl pkey -pubin");
  }

  @Test
  void isRefusedInAListToo() {
    String good = "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    assertThatThrownBy(() -> ClientTrust.pins(List.of(good, good + ";nonsense")))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("not a pin: nonsense");
  }
}
