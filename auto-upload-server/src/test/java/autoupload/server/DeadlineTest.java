package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import autoupload.wire.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Nobody occupies the server by being slow to say who it is. */
@Execution(ExecutionMode.CONCURRENT) // it waits for 20 seconds, the others need not
class DeadlineTest {
  private static final Duration PAUSE = Duration.ofMillis(250);

  @TempDir private Path dir;

  @Test
  void whoDoesNotGetToItsLoginInTimeIsClosedHoweverItsBytesTrickle() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    loginSoThatTheNextIsQuick();
    try (TestServer server = TestServer.start(dir, ServerLimits.DEFAULT, "alice")) {
      List<Callable<Duration>> handshakes =
          List.of(() -> silentBeforeTls(server), () -> tricklingHandshake(server));
      List<Callable<Duration>> greetings =
          List.of(
              () -> silentAfterTls(server),
              () -> tricklingHello(server),
              () -> silentAfterHello(server));
      List<Future<Duration>> ten = start(threads, handshakes);
      List<Future<Duration>> twenty = start(threads, greetings);
      try (RawClient client = server.login("alice")) {
        client.upload(1, "meanwhile", Content.of(1, 10));
      }
      for (Future<Duration> closed : ten) {
        // Sooner would be wrong; how much later says something about this machine only.
        assertThat(closed.get()).isGreaterThan(Duration.ofSeconds(9));
      }
      for (Future<Duration> closed : twenty) {
        assertThat(closed.get()).isGreaterThan(Duration.ofSeconds(19));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** A JVM that does it for the first time may need as long as the limits are. */
  private void loginSoThatTheNextIsQuick() throws IOException {
    Path other = Files.createDirectory(dir.resolve("patient"));
    try (TestServer patient = TestServer.start(other, "alice")) {
      patient.login("alice").cut();
    }
  }

  private static List<Future<Duration>> start(
      ExecutorService threads, List<Callable<Duration>> all) {
    List<Future<Duration>> started = new ArrayList<>();
    all.forEach(one -> started.add(threads.submit(one)));
    return started;
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static Socket connect(TestServer server) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout(60_000);
    socket.connect(server.address());
    return socket;
  }

  private static Duration silentBeforeTls(TestServer server) throws IOException {
    long start = System.nanoTime();
    try (Socket socket = connect(server)) {
      assertThat(socket.getInputStream().read()).isNegative();
    }
    return since(start);
  }

  /** A TLS record that never ends, a byte at a time. */
  private static Duration tricklingHandshake(TestServer server) throws Exception {
    long start = System.nanoTime();
    try (Socket socket = connect(server)) {
      socket.setTcpNoDelay(true);
      byte[] head = {22, 3, 1, 2, 0, 1, 0, 1, -4, 3, 3};
      for (int i = 0; since(start).toSeconds() < 60; i++) {
        socket.getOutputStream().write(i < head.length ? head[i] : 0);
        Thread.sleep(PAUSE.toMillis());
      }
      throw new AssertionError("the server still listens");
    } catch (IOException e) {
      return since(start);
    }
  }

  private static Duration silentAfterTls(TestServer server) throws IOException {
    long start = System.nanoTime();
    try (RawClient client = server.connect()) {
      assertThat(client.read()).isEmpty();
    }
    return since(start);
  }

  private static Duration silentAfterHello(TestServer server) throws IOException {
    long start = System.nanoTime();
    try (RawClient client = server.connect()) {
      client.send(RawClient.hello(ClientId.random()));
      client.next(Frame.Welcome.class);
      assertThat(client.read()).isEmpty();
    }
    return since(start);
  }

  /** A good HELLO with a long name, a byte at a time. */
  private static Duration tricklingHello(TestServer server) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    FrameWriter writer = new FrameWriter(bytes);
    writer.write(new Frame.Hello(1, ClientId.random(), "x".repeat(255), Frame.Backlog.NONE));
    writer.flush();
    long start = System.nanoTime();
    try (RawClient client = server.connect()) {
      for (byte b : bytes.toByteArray()) {
        client.raw(new byte[] {b});
        Thread.sleep(PAUSE.toMillis());
      }
      throw new AssertionError("the server still listens");
    } catch (IOException e) {
      return since(start);
    }
  }
}
