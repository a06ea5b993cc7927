package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.net.AcceptLimits;
import autoupload.server.net.BeforeLogin;
import autoupload.server.net.ConnectionLimits;
import autoupload.server.net.FloorRate;
import autoupload.server.net.StopTimes;
import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.server.storage.quota.MinFree;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Limits before the login: a peer that does not log in takes little, and takes it from nobody who
 * does.
 */
class BeforeLoginTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path dir;
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** A connection from an address of the loopback that says nothing. */
  private Socket silent(TestServer server, String from) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setSoTimeout(60_000);
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    socket.connect(server.address());
    return socket;
  }

  private static RawClient connect(TestServer server, String from) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
    return RawClient.connect(server.address(), server.credentials().trust(), socket);
  }

  private static boolean isClosed(RawClient client) {
    try {
      return client.read().isEmpty();
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void oneAddressHoldsNoMoreThanItsShareAndOthersGetInBesideIt() throws IOException {
    try (TestServer server =
        TestServer.start(dir, new ConnectionLimits(100, 100, 20, 3), "alice")) {
      for (int i = 0; i < 3; i++) {
        silent(server, "127.0.0.2");
      }
      assertThat(isClosed(silent(server, "127.0.0.2"))).isTrue();
      try (RawClient client = connect(server, "127.0.0.3")) {
        client.greet("alice", Credentials.PASSWORD, ClientId.random());
        client.upload(1, "beside", Content.of(1, 10));
      }
    }
  }

  @Test
  void aFewAddressesThatTakeEveryPlaceKeepNobodyElseOut() throws IOException {
    try (TestServer server = TestServer.start(dir, new ConnectionLimits(100, 100, 6, 3), "alice")) {
      Socket oldest = silent(server, "127.0.0.2");
      for (int i = 0; i < 5; i++) {
        silent(server, i < 2 ? "127.0.0.2" : "127.0.0.3");
      }
      try (RawClient client = connect(server, "127.0.0.4")) {
        assertThat(client.greet("alice", Credentials.PASSWORD, ClientId.random()))
            .isInstanceOf(Frame.Accepted.class);
        assertThat(isClosed(oldest)).isTrue();
      }
    }
  }

  @Test
  void whoIsLoggedInTakesNoPlaceFromThoseWhoAreNot() throws IOException {
    try (TestServer server = TestServer.start(dir, new ConnectionLimits(100, 100, 2, 1), "alice");
        RawClient first = server.login("alice");
        RawClient second = server.login("alice");
        RawClient third = server.login("alice")) {
      first.upload(1, "first", Content.of(1, 10));
      second.upload(1, "second", Content.of(1, 10));
      third.upload(1, "third", Content.of(1, 10));
    }
  }

  @Test
  void whenAllConnectionsAreTakenTheNextWaitsUntilOneIsFree() throws Exception {
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (TestServer server = TestServer.start(dir, new ConnectionLimits(2, 2, 2, 2), "alice");
        RawClient first = server.login("alice")) {
      RawClient second = server.login("alice");
      Future<RawClient> third = thread.submit(() -> server.login("alice"));
      first.upload(1, "first", Content.of(1, 10));
      assertThat(third.isDone()).isFalse();
      second.cut();
      try (RawClient client = third.get()) {
        client.upload(1, "third", Content.of(1, 10));
      }
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void fiftyDevicesBehindOneAddressThatComeBackAtOnceAllGetIn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(50);
    try (TestServer server = TestServer.start(dir, "alice")) {
      List<Socket> before = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        before.add(silent(server, "127.0.0.1"));
      }
      AtomicInteger tries = new AtomicInteger();
      List<Future<?>> devices = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        devices.add(threads.submit(() -> tryUntilIn(server, tries)));
      }
      await().atMost(LONG).until(() -> tries.get() > 50); // some were turned away
      for (Socket socket : before) {
        socket.close();
      }
      for (Future<?> device : devices) {
        device.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** As a device does it, but with shorter pauses. */
  private static void tryUntilIn(TestServer server, AtomicInteger tries) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptions()
        .until(
            () -> {
              tries.incrementAndGet();
              server.login("alice").cut();
              return true;
            });
  }

  @Test
  void whoSendsMoreThanALoginTakesIsClosed() throws IOException {
    Duration hour = Duration.ofHours(1);
    AcceptLimits accept =
        new AcceptLimits(
            ConnectionLimits.DEFAULT,
            new BeforeLogin(hour, hour, 64 << 10),
            StopTimes.DEFAULT,
            FloorRate.DEFAULT);
    ServerLimits limits = new ServerLimits(accept, MinFree.DEFAULT);
    try (TestServer server = TestServer.start(dir, limits, "alice");
        RawClient client = server.connect()) {
      client.raw(new byte[] {0, 0, 0x0f, 0x00, 1}); // a HELLO of 3,840 bytes
      sendInTinyRecords(client, 3800);
      assertThat(isClosed(client)).isTrue();
      try (RawClient other = server.login("alice")) {
        other.upload(1, "more", Content.of(1, 100_000));
      }
    }
  }

  /** A byte in each, which takes 23 on the wire, until the server has enough. */
  private static void sendInTinyRecords(RawClient client, int count) {
    try {
      for (int i = 0; i < count; i++) {
        client.raw(new byte[1]);
      }
    } catch (IOException e) {
      // it has
    }
  }

  @Test
  void sshGetsNoAnswerButTheEnd() throws IOException {
    try (TestServer server = TestServer.start(dir, "alice")) {
      Socket socket = silent(server, "127.0.0.1");
      socket.getOutputStream().write("SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII));
      byte[] answer = new byte[0];
      try {
        answer = socket.getInputStream().readAllBytes();
      } catch (java.net.SocketException e) {
        // reset: closed as well
      }
      assertThat(answer.length).as("an alert at the most").isLessThan(20);
      server.login("alice").cut();
    }
  }
}
