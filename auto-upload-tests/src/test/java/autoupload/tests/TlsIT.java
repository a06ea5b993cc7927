package autoupload.tests;

import static autoupload.tests.harness.Account.ALICE;
import static org.assertj.core.api.Assertions.assertThat;

import autoupload.tests.harness.Command;
import autoupload.tests.harness.RunningCommand;
import autoupload.tests.harness.Site;
import autoupload.tests.harness.TestCertificate;
import autoupload.tests.harness.TestServer;
import autoupload.tests.harness.Tree;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TLS between the jars, and between a jar and other programs: each key exchange and each cipher.
 */
final class TlsIT {
  @RegisterExtension static final Site SITE = new Site();

  /** For a test that needs another server. */
  @RegisterExtension final Site own = new Site();

  private static TestServer server;

  private static TestServer server() throws Exception {
    if (server == null) {
      server = SITE.server().start();
    }
    return server;
  }

  /** What a plain OpenSSL says of its handshake with the server. */
  private static RunningCommand openssl(String... options) throws Exception {
    Command command =
        SITE.command("openssl", "s_client", "-connect", "127.0.0.1:" + server().port())
            .with("-CAfile", SITE.certificate().ca().toString(), "-verify_return_error")
            .with("-verify_hostname", "localhost")
            .with(options);
    return command.run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"X25519", "P-256", "P-384", "P-521"})
  void anOpensslThatKnowsOneOldGroupConnects(String group) throws Exception {
    RunningCommand run = openssl("-alpn", "auto-upload/1", "-groups", group);
    assertThat(run.exitCode()).as(run.transcript()).isZero();
    assertThat(run.out())
        .contains("ALPN protocol: auto-upload/1", "Verified peername: localhost")
        .anyMatch(line -> line.contains("TLSv1.3, Cipher is TLS_"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_AES_256_GCM_SHA384",
        "TLS_CHACHA20_POLY1305_SHA256",
      })
  void anOpensslThatKnowsOneCipherConnects(String cipher) throws Exception {
    RunningCommand run = openssl("-alpn", "auto-upload/1", "-ciphersuites", cipher);
    assertThat(run.exitCode()).as(run.transcript()).isZero();
    assertThat(run.out()).anyMatch(line -> line.endsWith("TLSv1.3, Cipher is " + cipher));
  }

  @Test
  void whatIsOldOrStrangeIsRefused() throws Exception {
    String[] alpn = {"-alpn", "auto-upload/1"};
    assertThat(openssl("-tls1_2", alpn[0], alpn[1]).exitCode()).isNotZero();
    assertThat(openssl("-groups", "ffdhe2048", alpn[0], alpn[1]).exitCode()).isNotZero();
    assertThat(openssl("-groups", "X448", alpn[0], alpn[1]).exitCode()).isNotZero();
    assertThat(openssl("-ciphersuites", "TLS_AES_128_CCM_SHA256", alpn[0], alpn[1]).exitCode())
        .isNotZero();
    assertThat(openssl("-alpn", "h2").exitCode()).isNotZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:2048", "ec -pkeyopt ec_paramgen_curve:secp384r1"})
  void theJarsConnectWithOtherKindsOfKeys(String kind) throws Exception {
    Path pem = own.path("kind.pem");
    Path key = own.path("kind.key");
    own.command("openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost")
        .with("-addext", "subjectAltName=IP:127.0.0.1", "-newkey")
        .with(kind.split(" ", -1))
        .with("-out", pem.toString(), "-keyout", key.toString())
        .runOrFail();
    TestCertificate certificate = new TestCertificate(pem, pem, key);
    TestServer other = own.server().certificate(certificate).start();
    Tree source = own.source("videos").file("clip.mp4", 100_000);

    own.client(other.port(), source).ca(pem).runOrFail();
    own.client(other.port(), source)
        .withoutCa()
        .state("forgetful")
        .with("--pin", certificate.pin())
        .runOrFail();

    assertThat(other.stored(ALICE).snapshot()).isEqualTo(source.snapshot());
  }

  /** Bouncy Castle's TLS is the largest part of what a run that connects loads. */
  @Test
  void aRunWithNothingToDoLoadsNoTls() throws Exception {
    Tree source = SITE.source("nothing").file("clip.mp4", 1000);
    RunningCommand first =
        SITE.client(server().port(), source).state("lazy").jvm("-Xlog:class+load").runOrFail();
    RunningCommand second =
        SITE.client(server().port(), source).state("lazy").jvm("-Xlog:class+load").runOrFail();

    assertThat(first.out()).anyMatch(line -> line.contains("org.bouncycastle.jsse."));
    assertThat(second.out())
        .anyMatch(line -> line.contains("autoupload.client."))
        .noneMatch(line -> line.contains("org.bouncycastle."));
  }

  /** Whoever set them for Java's own TLS must not find ours weakened, or at a loss. */
  @Test
  void systemPropertiesForTlsChangeNothing() throws Exception {
    Tree source = SITE.source("properties").file("clip3.mp4", 1000);
    SITE.client(server().port(), source)
        .state("properties")
        .jvm(
            "-Djdk.tls.namedGroups=ffdhe2048",
            "-Djdk.tls.client.protocols=TLSv1.2",
            "-Djdk.tls.client.cipherSuites=TLS_AES_128_CCM_SHA256",
            "-Djdk.tls.client.SignatureSchemes=rsa_pkcs1_sha1")
        .runOrFail();

    assertThat(server().stored(ALICE).snapshot()).containsKey("clip3.mp4");
  }

  /** Its loggers write to standard error unless told otherwise. */
  @Test
  void theTlsLibrarySaysNothingOfItsOwn() throws Exception {
    Tree source = SITE.source("quiet").file("clip2.mp4", 1000);
    RunningCommand run = SITE.client(server().port(), source).state("quiet").runOrFail();
    openssl("-alpn", "h2");

    assertThat(run.err()).noneMatch(line -> line.contains("bouncycastle"));
    assertThat(server().process().said()).noneMatch(line -> line.contains("bouncycastle"));
  }
}
