package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.OpenSsl;
import autoupload.operator.OperatorError;
import autoupload.pem.CertificateFile;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerIdentityTest {
  @TempDir private static Path dir;
  private static OpenSsl openssl;
  private static String root;
  private static String upper;
  private static String lower;
  private static String leaf;
  private static String stranger;

  @BeforeAll
  static void makeCertificates() {
    openssl = new OpenSsl(dir);
    openssl.root("root");
    openssl.intermediate("upper", "root");
    openssl.intermediate("lower", "upper");
    openssl.server("leaf", "lower", "DNS:localhost");
    openssl.root("other");
    openssl.server("stranger", "other", "DNS:elsewhere");
    root = openssl.text("root.pem");
    upper = openssl.text("upper.pem");
    lower = openssl.text("lower.pem");
    leaf = openssl.text("leaf.pem");
    stranger = openssl.text("stranger.pem");
  }

  private static ServerIdentity load(String certificates) {
    return ServerIdentity.load(
        openssl.write("certificates.pem", certificates), openssl.path("leaf.key"));
  }

  private static List<String> chain(ServerIdentity identity) {
    return identity.chain().stream()
        .map(certificate -> certificate.getSubjectX500Principal().getName())
        .toList();
  }

  @Test
  void ordersAChainHoweverTheFileDoesAndLeavesTheRootOut() {
    List<String> parts = new ArrayList<>(List.of(leaf, lower, upper, root));
    Random random = new Random(7);
    for (int i = 0; i < 10; i++) {
      Collections.shuffle(parts, random);
      ServerIdentity identity = load(String.join("some text\n", parts).replace("\n", "\r\n"));
      assertThat(chain(identity)).containsExactly("CN=leaf", "CN=lower", "CN=upper");
      assertThat(identity.warnings()).isEmpty();
    }
  }

  @Test
  void dropsDuplicatesAndStrangers() {
    ServerIdentity identity = load(stranger + lower + leaf + lower + upper + leaf);
    assertThat(chain(identity)).containsExactly("CN=leaf", "CN=lower", "CN=upper");
  }

  @Test
  void takesKeyAndChainFromOneFile() {
    Path both = openssl.write("both.pem", openssl.text("leaf.key") + leaf + lower + upper + root);
    assertThat(chain(ServerIdentity.load(both, both)))
        .containsExactly("CN=leaf", "CN=lower", "CN=upper");
  }

  @Test
  void readsWhatOpensslPrintsAroundCertificates() {
    String noisy = openssl.run("x509", "-in", "leaf.pem", "-text") + lower + upper + root;
    assertThat(load(noisy).chain()).hasSize(3);
  }

  @Test
  void acceptsASelfSignedCertificate() {
    Path file = openssl.write("self.pem", root);
    ServerIdentity identity = ServerIdentity.load(file, openssl.path("root.key"));
    assertThat(chain(identity)).containsExactly("CN=root");
    assertThat(identity.warnings()).isEmpty();
  }

  @Test
  void warnsOfAnIssuerThatNobodyMayKnow() {
    ServerIdentity identity = load(leaf);
    assertThat(chain(identity)).containsExactly("CN=leaf");
    assertThat(identity.warnings())
        .singleElement()
        .asString()
        .contains("the issuer CN=lower", "fullchain.pem", "--ca");
    assertThat(load(leaf + lower + upper).warnings())
        .singleElement()
        .asString()
        .contains("the issuer CN=root");
  }

  @Test
  void namesTheMissingIntermediate() {
    assertThatThrownBy(() -> load(leaf + upper + root))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("lacks the certificate of CN=lower, which issued CN=leaf");
    assertThatThrownBy(() -> load(leaf + lower + root))
        .hasMessageContaining("lacks the certificate of CN=upper, which issued CN=lower");
  }

  @Test
  void saysThatTheKeyBelongsToNoneOfTheCertificates() {
    Path certificates = openssl.write("certificates.pem", leaf + lower + upper);
    Path key = openssl.path("stranger.key");
    assertThatThrownBy(() -> ServerIdentity.load(certificates, key))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining(
            "the private key " + key + " does not belong to a certificate in " + certificates);
  }

  @Test
  void matchesAnRsaKeyToItsCertificate() {
    openssl.rsaKey("rsa");
    openssl.rsaKey("otherRsa");
    openssl.certificate("rsa", "root", "DNS:localhost", Instant.now(), OpenSsl.daysFromNow(3));
    Path certificates = openssl.write("certificates.pem", leaf + openssl.text("rsa.pem") + root);
    assertThat(chain(ServerIdentity.load(certificates, openssl.path("rsa.key"))))
        .containsExactly("CN=rsa");
    assertThatThrownBy(() -> ServerIdentity.load(certificates, openssl.path("otherRsa.key")))
        .hasMessageContaining("does not belong");
  }

  @Test
  void prefersTheRenewedCertificateOfAKey() {
    openssl.ecKey("renewed");
    Instant now = Instant.now();
    openssl.certificate("renewed", "root", "DNS:old", now, OpenSsl.daysFromNow(2));
    String old = openssl.text("renewed.pem");
    openssl.certificate("renewed", "root", "DNS:new", now, OpenSsl.daysFromNow(20));
    Path file = openssl.write("certificates.pem", old + openssl.text("renewed.pem") + root);
    X509Certificate chosen = ServerIdentity.load(file, openssl.path("renewed.key")).chain().get(0);
    assertThat(CertificateNames.of(chosen)).isEqualTo("new");
  }

  @Test
  void warnsOfDatesThatClientsWillRefuse() {
    Path file = openssl.write("certificates.pem", leaf + lower + upper + root);
    Path key = openssl.path("leaf.key");
    Instant from = CertificateFile.read(file).get(0).getNotBefore().toInstant();
    Instant to = CertificateFile.read(file).get(0).getNotAfter().toInstant();
    assertThat(ServerIdentity.load(file, key, at(from.minusSeconds(1))).warnings())
        .singleElement()
        .asString()
        .contains("is not valid before " + from, "clock");
    assertThat(ServerIdentity.load(file, key, at(to.plusSeconds(1))).warnings())
        .singleElement()
        .asString()
        .contains("expired " + to, "renew");
  }

  @Test
  void keepsTheKeyOutOfItsText() {
    assertThat(load(leaf + lower + upper)).hasToString("ServerIdentity[CN=leaf]");
  }

  private static Clock at(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }
}
