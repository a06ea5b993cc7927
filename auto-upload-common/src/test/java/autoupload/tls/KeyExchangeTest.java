package autoupload.tls;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.OpenSsl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.jsse.BCSSLParameters;
import org.bouncycastle.jsse.BCSSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Key exchange that two ends agree on, read from the bytes they sent. */
@Timeout(300)
class KeyExchangeTest {
  @TempDir private static Path dir;
  private static ServerIdentity identity;
  private static Path authority;
  private static Path key;
  private static Path certificate;

  private Loopback loopback;

  @BeforeAll
  static void makeCertificates() {
    OpenSsl openssl = new OpenSsl(dir);
    openssl.root("root");
    openssl.server("leaf", "root", "DNS:localhost");
    key = openssl.path("leaf.key");
    certificate = openssl.path("leaf.pem");
    identity = ServerIdentity.load(certificate, key);
    authority = openssl.path("root.pem");
  }

  @BeforeEach
  void connect() throws IOException {
    loopback = new Loopback();
  }

  @AfterEach
  void disconnect() throws IOException {
    loopback.close();
  }

  private static ClientTrust trust() {
    return ClientTrust.authorities(authority);
  }

  private Future<TlsConnection> serve(SSLContext context) {
    return loopback.start(
        () ->
            TlsConnection.server(
                loopback.server, context, Long.MAX_VALUE, List.of(TlsConnection.PROTOCOL)));
  }

  private TlsConnection client() throws IOException {
    return TlsConnection.client(loopback.client, "localhost", loopback.port(), trust());
  }

  private Hello clientHello() {
    return Hello.ofClient(loopback.client.first());
  }

  private Hello serverHello() {
    return Hello.ofServer(loopback.server.first());
  }

  private static void assertBytesPass(TlsConnection from, TlsConnection to) throws IOException {
    from.out().write(new byte[] {1, 2, 3});
    from.out().flush();
    assertThat(to.in().readNBytes(3)).containsExactly(1, 2, 3);
  }

  @Test
  void ourEndsAgreeOnKeysThatHoldAgainstQuantumComputersInOneRoundTrip() throws Exception {
    Future<TlsConnection> server = serve(ServerTls.context(identity));
    TlsConnection client = client();
    assertBytesPass(client, server.get());
    assertBytesPass(server.get(), client);
    assertThat(serverHello().isRetry()).isFalse();
    assertThat(serverHello().group()).isEqualTo(Hello.X25519MLKEM768);
  }

  @Test
  void aClientOffersFiveGroupsAndSendsTwoShares() throws Exception {
    Future<TlsConnection> server = serve(ServerTls.context(identity));
    client();
    server.get();
    Hello hello = clientHello();
    assertThat(hello.numbers(Hello.SUPPORTED_GROUPS))
        .containsExactly(
            Hello.X25519MLKEM768, Hello.X25519, Hello.SECP256R1, Hello.SECP384R1, Hello.SECP521R1);
    assertThat(hello.shares())
        .containsExactly(Map.entry(Hello.X25519MLKEM768, 1184 + 32), Map.entry(Hello.X25519, 32));
  }

  @Test
  void aClientOffersNothingOldAndNoEarlyData() throws Exception {
    Future<TlsConnection> server = serve(ServerTls.context(identity));
    client();
    server.get();
    Hello hello = clientHello();
    assertThat(hello.extensions()).doesNotContainKeys(Hello.PRE_SHARED_KEY, Hello.EARLY_DATA);
    byte[] versions = new byte[hello.extensions().get(Hello.SUPPORTED_VERSIONS).remaining()];
    hello.extensions().get(Hello.SUPPORTED_VERSIONS).duplicate().get(versions);
    assertThat(versions).as("TLS 1.3").containsExactly(2, 3, 4);
    assertThat(hello.numbers(Hello.SIGNATURE_ALGORITHMS))
        .contains(0x0403, 0x0503, 0x0603, 0x0804, 0x0807)
        .as("none with MD5, SHA-1, SHA-224 or DSA")
        .noneMatch(scheme -> scheme >>> 8 <= 3 || (scheme & 0xff) == 2);
  }

  @Test
  void aJavaClientWithoutThemIsServedInOneRoundTrip() throws Exception {
    Future<TlsConnection> server = serve(ServerTls.context(identity));
    SSLContext java = JavaTls.client(authority);
    TlsConnection client =
        TlsConnection.client(
            loopback.client, "localhost", loopback.port(), new ClientTrust(() -> java, true));
    assertBytesPass(client, server.get());
    assertThat(clientHello().numbers(Hello.SUPPORTED_GROUPS)).doesNotContain(Hello.X25519MLKEM768);
    assertThat(serverHello().isRetry()).isFalse();
    assertThat(serverHello().group()).isEqualTo(Hello.X25519);
  }

  @Test
  void aJavaServerWithoutThemIsTakenInOneRoundTrip() throws Exception {
    Future<TlsConnection> server = serve(JavaTls.server(identity));
    TlsConnection client = client();
    assertBytesPass(client, server.get());
    assertBytesPass(server.get(), client);
    assertThat(serverHello().isRetry()).isFalse();
    assertThat(serverHello().group()).isEqualTo(Hello.X25519);
  }

  @Test
  void aClientThatPrefersOldKeysIsAskedForTheOthersIfItKnowsThem() throws Exception {
    Future<TlsConnection> server = serve(ServerTls.context(identity));
    SSLSocket client =
        (SSLSocket)
            trust()
                .context()
                .getSocketFactory()
                .createSocket(loopback.client, "localhost", loopback.port(), true);
    SSLParameters settings = TlsSettings.client("localhost", true);
    client.setSSLParameters(settings);
    BCSSLParameters groups = ((BCSSLSocket) client).getParameters();
    groups.setNamedGroups(new String[] {"x25519", "secp256r1", "X25519MLKEM768"});
    groups.setEarlyKeyShares(new String[] {"x25519"});
    ((BCSSLSocket) client).setParameters(groups);
    client.startHandshake();
    server.get();
    assertThat(clientHello().shares()).containsOnlyKeys(Hello.X25519);
    assertThat(serverHello().isRetry()).isTrue();
    assertThat(serverHello().group()).isEqualTo(Hello.X25519MLKEM768);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "EC -pkeyopt ec_paramgen_curve:P-384",
        "EC -pkeyopt ec_paramgen_curve:P-521",
        "RSA -pkeyopt rsa_keygen_bits:3072",
      })
  void certificatesOfOtherKindsProveAServerToo(String kind) throws Exception {
    ServerIdentity other = load("other", kind);
    Future<TlsConnection> server = serve(ServerTls.context(other));
    TlsConnection client =
        TlsConnection.client(
            loopback.client,
            "localhost",
            loopback.port(),
            ClientTrust.authorities(dir.resolve("other.pem")));
    assertBytesPass(client, server.get());
    assertThat(client.peerCertificate()).contains(other.chain().get(0));
  }

  /** A certificate that signed itself, with such a key. */
  private static ServerIdentity load(String name, String kind) {
    OpenSsl openssl = new OpenSsl(dir);
    List<String> make = new ArrayList<>(List.of("genpkey", "-algorithm"));
    make.addAll(List.of(kind.split(" ", -1)));
    make.addAll(List.of("-out", name + ".key"));
    openssl.run(make.toArray(new String[0]));
    openssl.run(
        ("req -x509 -new -days 3 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
                + (" -key " + name + ".key -out " + name + ".pem"))
            .split(" ", -1));
    return ServerIdentity.load(openssl.path(name + ".pem"), openssl.path(name + ".key"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"X25519", "P-256", "P-384", "P-521"})
  void anOpensslServerWithOneOldGroupIsTaken(String group) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("openssl", "s_server", "-accept", "127.0.0.1:0"));
    command.addAll(List.of("-cert", certificate.toString(), "-key", key.toString()));
    command.addAll(List.of("-groups", group, "-tls1_3", "-alpn", TlsConnection.PROTOCOL));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = out.readLine();
      while (line != null && !line.startsWith("ACCEPT")) {
        line = out.readLine();
      }
      assertThat(line).as("where it listens").isNotNull();
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
          TlsConnection client = TlsConnection.client(socket, "localhost", port, trust())) {
        assertThat(client.peerCertificate()).contains(identity.chain().get(0));
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
