package autoupload.tests.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.tests.harness.Link.Ending;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fault proxy: one that does not do what it says would make the other tests lie. */
final class FaultProxyTest {
  private ServerSocket listener;
  private FaultProxy proxy;
  private Socket client;
  private Socket server;

  @BeforeEach
  void listen() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    proxy = FaultProxy.to(listener.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
    proxy.close();
    listener.close();
  }

  private void connect(Link link) throws IOException {
    proxy.then(link);
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    server = listener.accept();
    client.setSoTimeout(120_000);
    server.setSoTimeout(120_000);
  }

  @Test
  void aCleanLinkCarriesBothWaysAndEndsEachByItself() throws Exception {
    connect(Link.CLEAN.inSlicesOf(1).delayedBy(Duration.ofMillis(1)));

    client.getOutputStream().write(new byte[] {1, 2, 3});
    client.shutdownOutput();
    assertThat(server.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
    server.getOutputStream().write(new byte[] {4, 5});
    server.close();
    assertThat(client.getInputStream().readAllBytes()).containsExactly(4, 5);

    assertThat(proxy.bytesToServer()).isEqualTo(3);
    assertThat(proxy.connections()).isEqualTo(1);
    proxy.countAnew();
    assertThat(proxy.bytesToServer()).isZero();
    assertThat(proxy.connections()).isZero();
  }

  @Test
  void aCutComesAfterExactlySoManyBytes() throws Exception {
    connect(Link.CLEAN.after(2, Ending.CLOSE));

    client.getOutputStream().write(new byte[] {1, 2});

    assertThat(server.getInputStream().readAllBytes()).containsExactly(1, 2);
    assertThat(client.getInputStream().read()).isEqualTo(-1);
  }

  @Test
  void aResetIsSeenByBothEnds() throws Exception {
    connect(Link.CLEAN.after(1, Ending.RESET));

    client.getOutputStream().write(1);

    assertThatThrownBy(() -> server.getInputStream().readAllBytes())
        .isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
  }

  @Test
  void aStalledLinkStillTellsTheClientThatTheServerIsGone() throws Exception {
    connect(Link.CLEAN.after(1, Ending.STALL));

    client.getOutputStream().write(new byte[] {1, 2, 3});
    assertThat(server.getInputStream().read()).isEqualTo(1);
    server.getOutputStream().write(7);
    assertThat(client.getInputStream().read()).isEqualTo(7);
    server.close();

    await()
        .atMost(RunningCommand.PATIENCE)
        .untilAsserted(() -> assertThat(proxy.bytesToServer()).isEqualTo(1));
    assertEnds(client);
  }

  /** The proxy holds unread bytes, so that its end of the client's connection may be a reset. */
  private static void assertEnds(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset");
    }
  }

  @Test
  void aDeadLinkTellsNobodyAnything() throws Exception {
    connect(Link.CLEAN.after(1, Ending.VANISH));
    client.getOutputStream().write(new byte[] {1, 2, 3});
    assertThat(server.getInputStream().read()).isEqualTo(1);
    server.setSoTimeout(300);
    client.setSoTimeout(300);
    server.getOutputStream().write(7);

    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    client.close();
    assertThatThrownBy(() -> server.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);

    server.setSoTimeout(120_000);
    proxy.drop();
    assertEnds(server);
  }

  @Test
  void whatIsHeldGoesOnWhenItIsToldTo() throws Exception {
    connect(Link.CLEAN.after(2, Ending.HOLD));
    client.getOutputStream().write(new byte[] {1, 2, 3});
    client.shutdownOutput();
    assertThat(server.getInputStream().readNBytes(2)).containsExactly(1, 2);
    server.getOutputStream().write(7);
    assertThat(client.getInputStream().read()).as("the other way").isEqualTo(7);
    await().atMost(RunningCommand.PATIENCE).until(() -> proxy.faults() == 1);
    server.setSoTimeout(300);
    assertThatThrownBy(() -> server.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    assertThat(proxy.bytesToServer()).isEqualTo(2);

    proxy.goOn();

    server.setSoTimeout(120_000);
    assertThat(server.getInputStream().readAllBytes()).containsExactly(3);
    assertThat(proxy.bytesToServer()).isEqualTo(3);
  }

  @Test
  void whatIsHeldCanBeDropped() throws Exception {
    connect(Link.CLEAN.after(1, Ending.HOLD));
    client.getOutputStream().write(new byte[] {1, 2});
    assertThat(server.getInputStream().read()).isEqualTo(1);
    await().atMost(RunningCommand.PATIENCE).until(() -> proxy.faults() == 1);

    proxy.drop();

    assertEnds(client);
    assertEnds(server);
    assertThat(proxy.bytesToServer()).isEqualTo(1);
  }

  @Test
  void aConnectionWaitsUntilTheServerIsReady() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    proxy.connectWhen(ready::get);
    client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    listener.setSoTimeout(300);
    assertThatThrownBy(() -> listener.accept()).isInstanceOf(SocketTimeoutException.class);

    ready.set(true);

    listener.setSoTimeout(120_000);
    server = listener.accept();
    client.getOutputStream().write(1);
    assertThat(server.getInputStream().read()).isEqualTo(1);
  }
}
