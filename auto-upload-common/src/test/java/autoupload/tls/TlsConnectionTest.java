package autoupload.tls;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.OpenSsl;
import autoupload.socket.BufferPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class TlsConnectionTest {
  private static final int RECORD_BYTES = 16 << 10;

  @TempDir private static Path dir;
  private static SSLContext context;
  private static SSLContext rsaContext;
  private static ClientTrust trust;

  private final BufferPool pool = new BufferPool(4);
  private Loopback loopback;

  @BeforeAll
  static void makeCertificates() {
    OpenSsl openssl = new OpenSsl(dir);
    openssl.root("root");
    openssl.server("leaf", "root", "DNS:localhost");
    context =
        ServerTls.context(ServerIdentity.load(openssl.path("leaf.pem"), openssl.path("leaf.key")));
    openssl.rsaKey("rsa");
    openssl.certificate("rsa", "root", "DNS:localhost", Instant.EPOCH, OpenSsl.daysFromNow(2));
    rsaContext =
        ServerTls.context(ServerIdentity.load(openssl.path("rsa.pem"), openssl.path("rsa.key")));
    trust = ClientTrust.authorities(openssl.path("root.pem"));
  }

  @BeforeEach
  void connect() throws IOException {
    loopback = new Loopback();
  }

  @AfterEach
  void disconnect() throws IOException {
    loopback.close();
  }

  private record Ends(TlsConnection client, TlsConnection server) {}

  private Ends shakeHands() throws IOException, ExecutionException, InterruptedException {
    return shakeHands(context, Long.MAX_VALUE);
  }

  private Ends shakeHands(SSLContext serverContext, long bytes)
      throws IOException, ExecutionException, InterruptedException {
    Future<TlsConnection> server =
        loopback.start(
            () ->
                TlsConnection.server(
                    loopback.server, serverContext, bytes, List.of(TlsConnection.PROTOCOL), pool));
    TlsConnection client =
        TlsConnection.client(loopback.client, "localhost", loopback.port(), trust, pool);
    return new Ends(client, server.get());
  }

  @Test
  void carriesBytesBothWaysOnceTheyAreFlushed() throws Exception {
    for (SSLContext either : new SSLContext[] {context, rsaContext}) {
      try (Loopback own = new Loopback()) {
        loopback.close();
        loopback = own;
        Ends ends = shakeHands(either, Long.MAX_VALUE);
        ends.client().out().write(new byte[] {1, 2, 3});
        ends.client().out().flush();
        assertThat(ends.server().in().readNBytes(3)).containsExactly(1, 2, 3);
        ends.server().out().write(4);
        ends.server().out().flush();
        assertThat(ends.client().in().read()).isEqualTo(4);
        assertThat(ends.server().peerCertificate()).isEmpty();
        assertThat(ends.client().peer().getPort()).isEqualTo(own.port());
        assertThat(ends.server().peer().getAddress().isLoopbackAddress()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_AES_256_GCM_SHA384",
      })
  void theServerTakesTheClientsFirstCipher(String first) throws Exception {
    SSLParameters settings = TlsSettings.client("localhost", false);
    String[] ciphers = settings.getCipherSuites();
    for (int i = 0; i < ciphers.length; i++) {
      if (ciphers[i].equals(first)) {
        ciphers[i] = ciphers[0];
        ciphers[0] = first;
      }
    }
    settings.setCipherSuites(ciphers);
    Future<TlsConnection> server =
        loopback.start(
            () ->
                TlsConnection.server(
                    loopback.server, context, Long.MAX_VALUE, List.of(TlsConnection.PROTOCOL)));
    SSLSocket client = rawClient(settings);
    client.startHandshake();
    assertThat(client.getSession().getCipherSuite()).isEqualTo(first);
    assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(client.getApplicationProtocol()).isEqualTo("auto-upload/1");
    assertThat(server.get().progress().bytesIn()).isPositive();
  }

  @Test
  void theServerRefusesOlderTls() throws Exception {
    SSLParameters settings = new SSLParameters();
    settings.setProtocols(new String[] {"TLSv1.2"});
    settings.setApplicationProtocols(new String[] {TlsConnection.PROTOCOL});
    assertRefused(settings, "protocol");
  }

  @Test
  void theServerRefusesClientsOfAnotherProtocol() throws Exception {
    SSLParameters settings = new SSLParameters();
    settings.setProtocols(new String[] {"TLSv1.3"});
    assertRefused(settings, "the client does not ask for auto-upload/1");
  }

  private void assertRefused(SSLParameters settings, String reason) throws Exception {
    Future<TlsConnection> server =
        loopback.start(
            () ->
                TlsConnection.server(
                    loopback.server, context, Long.MAX_VALUE, List.of(TlsConnection.PROTOCOL)));
    SSLSocket client = rawClient(settings);
    Future<Integer> read = loopback.start(() -> client.getInputStream().read());
    assertThatThrownBy(server::get)
        .hasCauseInstanceOf(IOException.class)
        .hasMessageContaining(reason);
    assertThat(loopback.server.isClosed()).isTrue();
    await().atMost(60, SECONDS).until(read::isDone);
  }

  private SSLSocket rawClient(SSLParameters settings) throws IOException {
    SSLSocket client =
        (SSLSocket)
            trust
                .context()
                .getSocketFactory()
                .createSocket(loopback.client, "localhost", loopback.port(), true);
    client.setSSLParameters(settings);
    return client;
  }

  @Test
  void movesAFileInFarFewerCallsThanRecords() throws Exception {
    Ends ends = shakeHands();
    ends.client().enlargeOutput();
    ends.server().enlargeInput();
    assertThat(pool.available()).isEqualTo(2);
    int pieces = 100;
    Future<byte[]> received = loopback.start(() -> digest(ends.server().in()));
    MessageDigest sent = sha256();
    Random random = new Random(1);
    byte[] piece = new byte[1 << 20];
    for (int i = 0; i < pieces; i++) {
      random.nextBytes(piece);
      sent.update(piece);
      ends.client().out().write(piece);
    }
    long bytes = (long) pieces * piece.length;
    ends.client().halfClose();

    assertThat(received.get()).isEqualTo(sent.digest());
    assertThat(loopback.client.writes.get()).isLessThan(bytes / RECORD_BYTES / 3);
    assertThat(ends.client().progress().bytesOut())
        .isGreaterThan(bytes)
        .isEqualTo(ends.server().progress().bytesIn());
    ends.client().shrinkOutput();
    ends.server().shrinkInput();
    assertThat(pool.available()).isEqualTo(4);
  }

  @Test
  void noMoreArrivesThanTheServerAllows() throws Exception {
    int most = 20_000;
    Ends ends = shakeHands(context, most);
    for (int i = 0; i < 3; i++) {
      ends.client().out().write(new byte[10_000]);
    }
    ends.client().halfClose();

    InputStream in = ends.server().in();
    assertThat(in.readNBytes(10_000)).hasSize(10_000);
    assertThatThrownBy(() -> in.readNBytes(20_000)).hasMessageContaining("more than 20000 bytes");
  }

  @Test
  void everythingArrivesOnceTheServerAllowsIt() throws Exception {
    Ends ends = shakeHands(context, 20_000);
    ends.server().unlimitInput();
    ends.client().out().write(new byte[100_000]);
    ends.client().halfClose();

    assertThat(ends.server().in().readAllBytes()).hasSize(100_000);
  }

  @Test
  void worksOnWithSmallBuffersWhenTheLargeOnesAreAllLent() throws Exception {
    while (pool.take().isPresent()) {
      assertThat(pool.available()).isLessThan(4);
    }
    Ends ends = shakeHands();
    ends.client().enlargeOutput();
    ends.server().enlargeInput();
    byte[] data = new byte[300_000];
    new Random(2).nextBytes(data);
    Future<byte[]> received = loopback.start(() -> ends.server().in().readAllBytes());
    ends.client().out().write(data);
    ends.client().halfClose();
    assertThat(received.get()).isEqualTo(data);
    assertThat(pool.available()).isZero();
  }

  @Test
  void growsAndShrinksInTheMiddleOfAStream() throws Exception {
    Ends ends = shakeHands();
    byte[] data = new byte[1_000_003];
    new Random(3).nextBytes(data);
    Future<byte[]> received =
        loopback.start(
            () -> {
              byte[] all = new byte[data.length];
              for (int at = 0; at < all.length; ) {
                at += ends.server().in().read(all, at, Math.min(7_001, all.length - at));
                if (at % 2 == 0) {
                  ends.server().enlargeInput();
                } else {
                  ends.server().shrinkInput();
                }
              }
              return all;
            });
    for (int at = 0; at < data.length; at += 5_003) {
      ends.client().out().write(data, at, Math.min(5_003, data.length - at));
      if (at % 2 == 0) {
        ends.client().enlargeOutput();
      } else {
        ends.client().shrinkOutput();
      }
    }
    ends.client().out().flush();
    assertThat(received.get()).isEqualTo(data);
  }

  @Test
  void afterAHalfCloseTheOtherDirectionGoesOn() throws Exception {
    Ends ends = shakeHands();
    ends.client().out().write(7);
    ends.client().halfClose();
    assertThat(ends.server().in().readAllBytes()).containsExactly(7);
    ends.server().out().write(new byte[] {8, 9});
    ends.server().halfClose();
    assertThat(ends.client().in().readAllBytes()).containsExactly(8, 9);
  }

  @Test
  void closingFromAnotherThreadEndsAStuckWriterAndAWaitingReader() throws Exception {
    Ends ends = shakeHands();
    TlsConnection client = ends.client();
    client.enlargeInput();
    client.enlargeOutput();
    Future<Integer> reader = loopback.start(() -> client.in().read());
    Future<Void> writer = loopback.start(() -> writeForEver(client.out()));
    await()
        .atMost(120, SECONDS)
        .until(
            () -> {
              long now = System.nanoTime();
              long stuck = MILLISECONDS.toNanos(300);
              return client.progress().writeBlockedNanos(now) > stuck
                  && client.progress().readBlockedNanos(now) > stuck;
            });
    assertThat(reader).isNotDone();
    assertThat(writer).isNotDone();

    client.close();

    assertThatThrownBy(reader::get).hasCauseInstanceOf(IOException.class);
    assertThatThrownBy(writer::get).hasCauseInstanceOf(IOException.class);
    await().atMost(120, SECONDS).until(() -> pool.available() == 4);
    assertThat(client.progress().writeBlockedNanos(System.nanoTime())).isZero();
    assertThat(client.progress().readBlockedNanos(System.nanoTime())).isZero();
    client.enlargeInput();
    client.enlargeOutput();
    assertThat(pool.available()).as("a closed connection takes no buffer").isEqualTo(4);
  }

  private static Void writeForEver(OutputStream out) throws IOException {
    byte[] piece = new byte[1 << 20];
    while (true) {
      out.write(piece);
    }
  }

  @Test
  void closingAStreamClosesTheConnectionWithoutWaiting() throws Exception {
    Ends ends = shakeHands();
    ends.client().in().close();
    assertThat(loopback.client.isClosed()).isTrue();
    ends.server().out().close();
    assertThat(loopback.server.isClosed()).isTrue();
  }

  @Test
  void closingTheSocketEndsAHandshakeThatTheClientDoesNotGoOnWith() throws Exception {
    Future<TlsConnection> server =
        loopback.start(
            () ->
                TlsConnection.server(
                    loopback.server, context, Long.MAX_VALUE, List.of(TlsConnection.PROTOCOL)));
    loopback.client.getOutputStream().write(22);
    await().atMost(60, SECONDS).until(() -> loopback.server.isConnected() && !server.isDone());
    loopback.server.close();
    assertThatThrownBy(server::get).hasCauseInstanceOf(IOException.class);
  }

  private static byte[] digest(InputStream in) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      digest.update(buffer, 0, count);
    }
    return digest.digest();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
