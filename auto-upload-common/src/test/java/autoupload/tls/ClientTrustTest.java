package autoupload.tls;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import autoupload.OpenSsl;
import autoupload.pem.CertificateFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ClientTrustTest {
  @TempDir private static Path dir;
  private static OpenSsl openssl;
  private static SSLContext good;
  private static SSLContext expired;
  private static SSLContext selfSigned;

  @BeforeAll
  static void makeCertificates() {
    openssl = new OpenSsl(dir);
    openssl.root("root");
    openssl.root("other");
    openssl.intermediate("between", "root");
    openssl.server("leaf", "between", "DNS:localhost,IP:127.0.0.1,IP:::1");
    good = serverContext("leaf");
    openssl.ecKey("expired");
    openssl.certificate(
        "expired", "between", "DNS:localhost", Instant.EPOCH, OpenSsl.daysFromNow(-1));
    expired = serverContext("expired");
    openssl.ecKey("alone");
    openssl.run(
        "req",
        "-x509",
        "-new",
        "-key",
        "alone.key",
        "-subj",
        "/CN=alone",
        "-out",
        "alone.pem",
        "-addext",
        "subjectAltName=DNS:localhost");
    selfSigned = serverContext("alone");
  }

  private static SSLContext serverContext(String name) {
    Path chain =
        openssl.write(
            name + "-chain.pem",
            openssl.text(name + ".pem") + openssl.text("between.pem") + openssl.text("root.pem"));
    return ServerTls.context(ServerIdentity.load(chain, openssl.path(name + ".key")));
  }

  private static ClientTrust authority(String name) {
    return ClientTrust.authorities(openssl.path(name + ".pem"));
  }

  private static ClientTrust pin(String name) {
    return ClientTrust.pins(List.of(pinText(name)));
  }

  /** The names the server's certificate has, as a client sees them that trusts it. */
  private static String connect(SSLContext context, ClientTrust trust, String host)
      throws IOException {
    try (Loopback loopback = new Loopback()) {
      Future<TlsConnection> server =
          loopback.start(
              () ->
                  TlsConnection.server(
                      loopback.server, context, Long.MAX_VALUE, List.of(TlsConnection.PROTOCOL)));
      TlsConnection client = TlsConnection.client(loopback.client, host, loopback.port(), trust);
      assertThat(server).succeedsWithin(Duration.ofSeconds(30));
      return client.peerCertificate().map(CertificateNames::of).orElseThrow();
    }
  }

  private static String refusal(SSLContext context, ClientTrust trust, String host)
      throws IOException {
    return refusal(
        trust,
        host,
        loopback ->
            TlsConnection.server(
                loopback.server, context, Long.MAX_VALUE, List.of(TlsConnection.PROTOCOL)));
  }

  private interface Server {
    Object serve(Loopback loopback) throws Exception;
  }

  private static <T extends IOException> T failure(
      Class<T> type, ClientTrust trust, String host, Server server) throws IOException {
    try (Loopback loopback = new Loopback()) {
      Callable<Object> serve = () -> server.serve(loopback);
      Future<Object> served = loopback.start(serve);
      T failure =
          catchThrowableOfType(
              type, () -> TlsConnection.client(loopback.client, host, loopback.port(), trust));
      assertThat(loopback.client.isClosed()).isTrue();
      await().atMost(120, SECONDS).until(served::isDone);
      return failure;
    }
  }

  private static String refusal(ClientTrust trust, String host, Server server) throws IOException {
    String message = failure(ServerNotProven.class, trust, host, server).getMessage();
    assertThat(message).doesNotContain("\n").startsWith(host + " port ");
    return message;
  }

  @Test
  void anAuthorityProvesNamesAndAddressesOfItsCertificates() throws IOException {
    for (String host : List.of("localhost", "LOCALHOST", "127.0.0.1", "::1")) {
      assertThat(connect(good, authority("root"), host))
          .isEqualTo("localhost, 127.0.0.1, 0:0:0:0:0:0:0:1");
    }
    assertThat(connect(good, authority("between"), "localhost")).isNotEmpty();
  }

  @Test
  void aSecondConnectionOfOneTrustWorksToo() throws IOException {
    ClientTrust trust = authority("root");
    assertThat(connect(good, trust, "localhost")).isEqualTo(connect(good, trust, "localhost"));
    assertThat(refusal(good, trust, "elsewhere.example")).contains("not for elsewhere.example");
  }

  @Test
  void byDefaultAnUnknownIssuerIsRefused() throws IOException {
    assertThat(refusal(good, ClientTrust.javaRoots(), "localhost"))
        .contains("did not prove itself", "CN=root", "not trusted here", "--ca", "fullchain.pem");
  }

  @Test
  void withOwnAuthoritiesNoOtherCounts() throws IOException {
    assertThat(refusal(good, authority("other"), "localhost")).contains("CN=root", "--ca");
  }

  @Test
  void anotherNameIsRefusedWithTheNamesTheCertificateHas() throws IOException {
    for (String host : List.of("elsewhere.example", "127.0.0.2", "local_host")) {
      assertThat(refusal(good, authority("root"), host))
          .contains("is for localhost, 127.0.0.1, 0:0:0:0:0:0:0:1, not for " + host);
    }
  }

  @Test
  void anExpiredCertificateIsRefusedWithAHintAtTheClock() throws IOException {
    assertThat(refusal(expired, authority("root"), "localhost"))
        .contains("CN=expired expired ", "check this machine's clock", "--pin");
  }

  @Test
  void aCertificateFromTheFutureIsRefusedWithAHintAtTheClock() throws IOException {
    openssl.ecKey("future");
    openssl.certificate(
        "future", "between", "DNS:localhost", OpenSsl.daysFromNow(5), OpenSsl.daysFromNow(9));
    assertThat(refusal(serverContext("future"), authority("root"), "localhost"))
        .contains("CN=future is not valid before ", "check this machine's clock, which says 20");
  }

  @Test
  void anExpiredAuthorityIsNamed() throws IOException {
    openssl.intermediate("stale", "root", Instant.EPOCH, OpenSsl.daysFromNow(-1));
    openssl.server("below", "stale", "DNS:localhost");
    Path chain =
        openssl.write("below-chain.pem", openssl.text("below.pem") + openssl.text("stale.pem"));
    SSLContext context = ServerTls.context(ServerIdentity.load(chain, openssl.path("below.key")));
    assertThat(refusal(context, authority("root"), "localhost")).contains("CN=stale expired ");
  }

  @Test
  void aCertificateForAnotherPurposeIsRefusedWithTheReason() throws IOException {
    openssl.server("purpose", "between", "DNS:localhost\nextendedKeyUsage = clientAuth");
    assertThat(refusal(serverContext("purpose"), authority("root"), "localhost"))
        .contains("its certificate was refused (", "xtended key usage", "--pin");
  }

  @Test
  void aSelfSignedCertificateIsTrustedOnlyWhenGiven() throws IOException {
    assertThat(connect(selfSigned, authority("alone"), "localhost")).isEqualTo("localhost");
    assertThat(refusal(selfSigned, authority("alone"), "127.0.0.1")).contains("is for localhost");
    assertThat(refusal(selfSigned, authority("root"), "localhost"))
        .contains("signed by itself", "--ca");
  }

  @Test
  void anExpiredCertificateIsRefusedAlsoWhenItIsGivenAsAuthority() throws IOException {
    assertThat(refusal(expired, authority("expired"), "localhost")).contains("CN=expired expired ");
  }

  @Test
  void aPinReplacesIssuerNameAndDates() throws IOException {
    assertThat(connect(expired, pin("expired"), "elsewhere.example")).isEqualTo("localhost");
    assertThat(connect(selfSigned, pin("alone"), "local_host")).isEqualTo("localhost");
    String both = pinText("root") + "; " + pinText("leaf");
    assertThat(connect(good, ClientTrust.pins(List.of(both)), "127.0.0.1")).isNotEmpty();
  }

  private static String pinText(String name) {
    return Pin.of(CertificateFile.read(openssl.path(name + ".pem")).get(0)).text();
  }

  @Test
  void anotherPinIsRefusedAndShown() throws IOException {
    assertThat(refusal(good, pin("other"), "localhost"))
        .contains("did not prove itself", pinText("leaf"), "--pin");
    assertThat(refusal(good, pin("root"), "localhost"))
        .as("only the server's own key counts, not its authority's")
        .contains(pinText("leaf"));
  }

  @Test
  void aServerWithoutTls13IsNotProven() throws IOException {
    String message =
        refusal(
            authority("root"),
            "localhost",
            loopback -> handshake(loopback, "TLSv1.2", TlsConnection.PROTOCOL));
    assertThat(message).contains("does not speak TLS 1.3", "check name and port");
  }

  @Test
  void aServerOfAnotherProtocolIsNotProven() throws IOException {
    assertThat(refusal(authority("root"), "localhost", loopback -> handshake(loopback, "TLSv1.3")))
        .contains("is not an auto-upload server");
    assertThat(
            refusal(
                authority("root"), "localhost", loopback -> handshake(loopback, "TLSv1.3", "h2")))
        .contains("does not speak TLS 1.3 as an auto-upload server does");
  }

  @Test
  void aServerThatAnswersInTheClearIsNotProven() throws IOException {
    String message =
        refusal(
            authority("root"),
            "localhost",
            loopback -> {
              loopback
                  .server
                  .getOutputStream()
                  .write("HTTP/1.1 302 Found\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              return loopback.server.getInputStream().readAllBytes();
            });
    assertThat(message).contains("does not speak TLS 1.3");
  }

  @Test
  void aNetworkFailureIsNotAMissingProof() throws IOException {
    IOException closed =
        failure(
            IOException.class,
            authority("root"),
            "localhost",
            loopback -> {
              int first = loopback.server.getInputStream().read();
              loopback.server.close();
              return first;
            });
    assertThat(closed).isNotNull().isNotInstanceOf(ServerNotProven.class);
    IOException givenUp =
        failure(
            IOException.class,
            authority("root"),
            "localhost",
            loopback -> {
              int first = loopback.server.getInputStream().read();
              loopback.client.close();
              return first;
            });
    assertThat(givenUp).isNotNull().isNotInstanceOf(ServerNotProven.class);
  }

  private static Object handshake(Loopback loopback, String version, String... protocols)
      throws IOException {
    SSLSocket tls = (SSLSocket) good.getSocketFactory().createSocket(loopback.server, null, true);
    SSLParameters settings = new SSLParameters();
    settings.setProtocols(new String[] {version});
    settings.setApplicationProtocols(protocols);
    tls.setSSLParameters(settings);
    return tls.getInputStream().read();
  }
}
