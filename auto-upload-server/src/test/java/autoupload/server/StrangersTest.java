package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Peers that do not speak the protocol: they are sent away without a stir. */
class StrangersTest {
  private final Logger log = (Logger) LoggerFactory.getLogger("autoupload");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @TempDir private Path dir;
  private TestServer server;
  private Level level;

  @BeforeEach
  void start() throws IOException {
    server = TestServer.start(dir, "alice");
    level = log.getLevel();
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    logged.start();
    log.addAppender(logged);
  }

  @AfterEach
  void stop() throws IOException {
    // A scan's connections are not forgotten at once: as a client does, try again until they are.
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (RawClient next = server.login("alice")) {
                next.upload(1, "next", Content.of(1, 10));
              }
            });
    server.close();
    log.detachAppender(logged);
    log.setLevel(level);
    log.setAdditive(true);
    assertThat(List.copyOf(logged.list))
        .isNotEmpty()
        .allSatisfy(event -> assertThat(event.getThrowableProxy()).as(event.toString()).isNull());
  }

  @Test
  void randomBytesAreNoHandshake() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      byte[] bytes = new byte[1 + seed * 100];
      new Random(seed).nextBytes(bytes);
      sendAway(bytes);
    }
  }

  @Test
  void randomBytesThatLookLikeAHandshakeAreNone() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      byte[] bytes = new byte[300];
      new Random(seed).nextBytes(bytes);
      System.arraycopy(new byte[] {22, 3, 1, 0, -56, 1, 0, 0, -60, 3, 3}, 0, bytes, 0, 11);
      sendAway(bytes);
    }
  }

  @Test
  void aBrowserIsSentAway() throws IOException {
    sendAway("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void anSshClientIsSentAway() throws IOException {
    sendAway("SSH-2.0-OpenSSH_9.6\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aPortScanIsSentAway() throws IOException {
    for (int i = 0; i < 50; i++) {
      connect().close();
    }
  }

  @Test
  void tlsWithoutOurProtocolIsSentAway() throws Exception {
    assertThat(handshake("TLSv1.3", new String[0])).isFalse();
    assertThat(handshake("TLSv1.3", "http/1.1", "h2")).isFalse();
  }

  @Test
  void anOlderTlsIsSentAway() throws Exception {
    assertThat(handshake("TLSv1.2", "auto-upload/1")).isFalse();
  }

  @Test
  void whoLeavesAmidTheGreetingIsForgotten() throws IOException {
    server.connect().close();
    try (RawClient client = server.connect()) {
      client.raw(new byte[] {0, 0, 0, 48, 1, 0});
    }
    try (RawClient client = server.connect()) {
      client.send(RawClient.hello(ClientId.random()));
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.connect(server.address());
    return socket;
  }

  /** Sends the bytes, and then waits for the server to close. */
  private void sendAway(byte[] bytes) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(bytes);
      socket.shutdownOutput();
      readToEnd(socket.getInputStream());
    }
  }

  private static void readToEnd(InputStream in) {
    try {
      in.readAllBytes();
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server does not close", e);
    } catch (IOException e) {
      // reset: closed as well
    }
  }

  /** Whether a client with that ALPN gets to exchange a byte after the handshake. */
  private boolean handshake(String version, String... protocols) throws Exception {
    try (Socket plain = connect();
        SSLSocket socket =
            (SSLSocket) context().getSocketFactory().createSocket(plain, "127.0.0.1", 0, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(new String[] {version});
      parameters.setApplicationProtocols(protocols);
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server does not close", e);
    } catch (IOException e) {
      return false;
    }
  }

  private SSLContext context() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(server.credentials().certificate())) {
      Certificate own = CertificateFactory.getInstance("X.509").generateCertificate(in);
      trusted.setCertificateEntry("server", own);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
