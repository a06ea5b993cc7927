package autoupload.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.Credentials;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.wire.Frame;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that sends and never reads hurts only itself. */
class SlowReaderTest {
  /** 40 MB of PING: several times what all buffers between two sockets of one machine hold. */
  private static final long MANY = 3_000_000;

  @TempDir private Path dir;

  @Test
  void aClientThatNeverReadsIsNoLongerReadAndHoldsUpNobody() throws Exception {
    Socket small = new Socket();
    small.setReceiveBufferSize(4096);
    small.setSendBufferSize(64 << 10);
    try (TestServer server = TestServer.start(dir, "alice");
        RawClient deaf = RawClient.connect(server.address(), server.credentials().trust(), small)) {
      deaf.greet("alice", Credentials.PASSWORD, ClientId.random());
      AtomicLong sent = new AtomicLong();
      Thread talking = new Thread(() -> talk(deaf, sent), "deaf");
      talking.start();
      awaitStandstill(sent);

      assertThat(talking.isAlive()).as("it waits for the server to read on").isTrue();
      assertThat(sent.get()).as("PINGs taken from a client that reads no PONG").isLessThan(MANY);
      try (RawClient other = server.login("alice")) {
        for (int id = 1; id <= 20; id++) {
          other.upload(id, "file" + id, Content.of(id, 1000));
        }
      }
      deaf.cut();
      talking.join();
    }
  }

  private static void talk(RawClient client, AtomicLong sent) {
    Frame[] pings = new Frame[1000];
    Arrays.fill(pings, new Frame.Ping(1));
    try {
      while (sent.get() < MANY) {
        client.send(pings);
        sent.addAndGet(pings.length);
      }
    } catch (IOException e) {
      // closed by the test
    }
  }

  private static void awaitStandstill(AtomicLong sent) {
    AtomicLong seen = new AtomicLong(-1);
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> seen.getAndSet(sent.get()) == sent.get() && sent.get() > 0);
  }
}
