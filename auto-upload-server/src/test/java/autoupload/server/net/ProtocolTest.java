package autoupload.server.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.events.Peer;
import autoupload.server.events.ServerEvents;
import autoupload.server.login.AccountSource;
import autoupload.server.login.Authenticator;
import autoupload.server.login.LoginMemory;
import autoupload.server.reload.ReloadedTls;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.server.session.NativeProtocols;
import autoupload.server.storage.local.LocalStorage;
import autoupload.tls.TlsConnection;
import autoupload.upload.ClientId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two protocols on one port. */
class ProtocolTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path dir;
  private final List<String> ends = new CopyOnWriteArrayList<>();
  private Credentials credentials;
  private LocalStorage storage;
  private LoginMemory logins;
  private Acceptor acceptor;

  /** Protocol that answers each byte with the next one, and says 0 when the server stops. */
  private record Successor(TlsConnection tls) implements Protocol {
    private static final class Factory implements Protocol.Factory {
      @Override
      public String name() {
        return "successor/1";
      }

      @Override
      public Protocol open(Connection connection, TlsConnection tls) {
        return new Successor(tls);
      }
    }

    @Override
    public boolean greet() {
      return true;
    }

    @Override
    public String serve() throws IOException {
      int next = tls.in().read();
      while (next >= 0) {
        answer(next + 1);
        next = tls.in().read();
      }
      return "no more bytes";
    }

    private void answer(int answer) throws IOException {
      tls.out().write(new byte[] {(byte) answer}, 0, 1);
      tls.out().flush();
    }

    @Override
    public void stop() {
      try {
        answer(0);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void finish(Duration atMost) {
      try {
        tls.halfClose();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void giveWay() {
      // there are enough slots for all
    }

    @Override
    public long idleNanos(long now) {
      return 0;
    }

    @Override
    public long progress() {
      return 0;
    }

    @Override
    public boolean owesAnswers() {
      return false;
    }
  }

  private final class Ends implements ServerEvents {
    @Override
    public void closed(Peer peer, Duration lasted, String cause) {
      ends.add(cause);
    }
  }

  @BeforeEach
  void start() throws IOException {
    credentials = Credentials.make(dir, "alice");
    storage = LocalStorage.open(Files.createDirectory(dir.resolve("store")));
    logins = LoginMemory.open(storage.state(), Clock.systemUTC());
    Authenticator authenticator =
        new Authenticator(AccountSource.open(credentials.passwords()), logins);
    acceptor =
        Acceptor.listen(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new ServerResources(
                ReloadedTls.open(credentials.certificate(), credentials.key()),
                List.of(new NativeProtocols(authenticator, storage), new Successor.Factory()),
                List.of(new Ends())),
            AcceptLimits.DEFAULT);
    Thread accepting = new Thread(acceptor::run, "accept");
    accepting.setDaemon(true);
    accepting.start();
  }

  @AfterEach
  void stop() throws IOException {
    acceptor.close();
    logins.close();
    storage.close();
  }

  private SSLSocket connect(String... protocols) throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    try (var in = Files.newInputStream(credentials.certificate())) {
      trusted.setCertificateEntry(
          "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    InetSocketAddress address = acceptor.address();
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
    socket.setSoTimeout((int) LONG.toMillis());
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static int ask(SSLSocket socket, int question) throws IOException {
    socket.getOutputStream().write(question);
    socket.getOutputStream().flush();
    return socket.getInputStream().read();
  }

  @Test
  void theClientPicksOneInAlpn() throws Exception {
    try (SSLSocket other = connect("successor/1");
        RawClient client = RawClient.connect(acceptor.address(), credentials.trust())) {
      assertThat(ask(other, 1)).isEqualTo(2);
      client.greet("alice", Credentials.PASSWORD, ClientId.random());
      client.upload(1, "clip", Content.of(1, 10));
      assertThat(ask(other, 2)).isEqualTo(3);
      other.shutdownOutput();

      await().atMost(LONG).until(() -> ends.contains("no more bytes"));
    }
  }

  @Test
  void allOfThemHearThatTheServerStops() throws Exception {
    Thread stopping = new Thread(this::closeAcceptor);
    try (SSLSocket other = connect("h2", "successor/1")) {
      assertThat(ask(other, 1)).isEqualTo(2);
      stopping.start();

      assertThat(other.getInputStream().read()).isZero();
    }
    stopping.join();
    await().atMost(LONG).until(() -> ends.size() == 1);
  }

  private void closeAcceptor() {
    try {
      acceptor.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
