package autoupload.server;

import static autoupload.server.scripted.RawClient.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import autoupload.wire.WireLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takeover: a device that comes back on a new connection gets its file, once the old connection is
 * silent.
 */
class TakeoverTest {
  private static final Content FILE = Content.of(1, 8 << 20);
  private static final Content OTHER = Content.of(2, 1000);

  @TempDir private Path dir;

  @Test
  void theNewerConnectionGetsTheFileWhenTheOlderIsSilentAndOnlyThatFile() throws Exception {
    ClientId device = ClientId.random();
    try (TestServer server = TestServer.start(dir, "alice");
        RawClient older = server.login("alice", device);
        RawClient newer = server.login("alice", device)) {
      older.send(offer(1, "file", FILE.size()), offer(2, "other", OTHER.size()));
      older.next(Frame.Send.class);
      Frame.Send other = older.next(Frame.Send.class);
      older.send(new Frame.Begin(1, 0));

      int delivered = offerWhileTheOlderDelivers(older, newer);
      Frame.Send asked = offerUntilAsked(newer);
      assertThat(asked.offset()).isEqualTo(delivered);
      newer.send(new Frame.Begin(asked.id(), asked.offset()));
      older.data(1, FILE.bytes(), delivered, 1000);
      older.data(1, FILE.bytes(), delivered + 1000, 1000); // under way, dropped

      assertThat(older.next(Frame.Refused.class).code()).isEqualTo(RefusalCode.FENCED.code());

      older.answer(other, OTHER);
      assertThat(older.next(Frame.Receipt.class).id()).isEqualTo(2);
      newer.rest(asked.id(), FILE, asked);
      newer.send(new Frame.End(asked.id(), FILE.digest()));
      assertThat(newer.next(Frame.Receipt.class).receipt().digest()).isEqualTo(FILE.digest());
      assertThat(Files.readAllBytes(server.stored("alice", "file"))).isEqualTo(FILE.bytes());
    }
  }

  /** The older connection sends on, a little at a time, until the newer one was refused. */
  private static int offerWhileTheOlderDelivers(RawClient older, RawClient newer) throws Exception {
    AtomicInteger delivered = new AtomicInteger();
    AtomicLong deliveredAt = new AtomicLong();
    Thread sending = new Thread(() -> deliver(older, delivered, deliveredAt), "older");
    sending.start();
    await().atMost(Duration.ofSeconds(60)).until(() -> delivered.get() > 0);
    newer.send(offer(1, "file", FILE.size()));
    Frame answer = newer.next();
    Duration silence = Duration.ofNanos(System.nanoTime() - deliveredAt.get());
    sending.interrupt();
    sending.join();

    assumeTrue(
        answer instanceof Frame.Refused || silence.compareTo(WireLimits.TAKEOVER_SILENCE) < 0,
        "this machine stood still for as long as makes a connection silent: " + silence);
    assertThat(answer).isInstanceOf(Frame.Refused.class);
    Frame.Refused refused = (Frame.Refused) answer;
    assertThat(refused.code()).isEqualTo(RefusalCode.BUSY.code());
    assertThat(refused.retryable()).isTrue();
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    return delivered.get();
  }

  private static void deliver(RawClient older, AtomicInteger delivered, AtomicLong deliveredAt) {
    try {
      while (!Thread.interrupted()) {
        older.data(1, FILE.bytes(), delivered.get(), 1000);
        older.sync();
        deliveredAt.set(System.nanoTime());
        delivered.addAndGet(1000);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Frame.Send offerUntilAsked(RawClient newer) {
    AtomicInteger id = new AtomicInteger(1);
    AtomicReference<Frame> last = new AtomicReference<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              newer.send(offer(id.incrementAndGet(), "file", FILE.size()));
              last.set(newer.next());
              return last.get() instanceof Frame.Send;
            });
    return (Frame.Send) last.get();
  }

  @Test
  void anotherDeviceNeverTakesOver() throws IOException {
    try (TestServer server = TestServer.start(dir, "alice");
        RawClient one = server.login("alice");
        RawClient two = server.login("alice")) {
      one.send(offer(1, "file", FILE.size()));
      Frame.Send asked = one.next(Frame.Send.class);
      one.send(new Frame.Begin(1, 0));
      one.data(1, FILE.bytes(), 0, 1000);
      one.sync();

      two.upload(1, "file", OTHER);

      one.rest(1, FILE, new Frame.Send(1, 1000, asked.held()));
      one.send(new Frame.End(1, FILE.digest()));
      assertThat(one.next(Frame.Receipt.class).receipt().storedName().value()).startsWith("file~");
    }
  }

  @Test
  void aConnectionThatIsCutFreesItsFileAtOnce() throws IOException {
    ClientId device = ClientId.random();
    try (TestServer server = TestServer.start(dir, "alice");
        RawClient newer = server.login("alice", device)) {
      try (RawClient older = server.login("alice", device)) {
        older.send(offer(1, "file", FILE.size()));
        older.next(Frame.Send.class);
        older.send(new Frame.Begin(1, 0));
        older.data(1, FILE.bytes(), 0, 1000);
        older.sync();
      }
      Frame.Send asked = offerUntilAsked(newer);
      assertThat(asked.offset()).isEqualTo(1000);
      newer.answer(asked, FILE);
      newer.next(Frame.Receipt.class);
    }
  }
}
