package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.server.storage.local.LocalStorage;
import autoupload.server.storage.local.StoreFolder;
import autoupload.upload.ChunkPlan;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Resume: the bytes from before a pause are read again, beside the receiving and before the
 * receipt.
 */
class ResumedUploadTest {
  private static final int CHUNK = (int) ChunkPlan.MIN_CHUNK_SIZE;
  private static final Content FILE = Content.of(5, 2 * CHUNK + 100_000);
  private static final int CAME = CHUNK + 50_000;

  /** What would read; it runs when the test says so. */
  private final Deque<Runnable> readers = new ArrayDeque<>();

  @TempDir private Path dir;
  private LocalStorage storage;
  private SessionResources resources;
  private ScriptedSession session;

  @BeforeEach
  void leaveItUnfinished() throws IOException {
    storage = LocalStorage.open(dir);
    resources =
        ScriptedSession.resources(
            storage, new StoreWork(Runnable::run, readers::add), new OfferMemory(1 << 20));
    session = new ScriptedSession("alice", resources);
    session.handler().offer(offer(1));
    session.handler().begin(new Frame.Begin(1, 0));
    session.data(1, FILE.bytes(), 0, CHUNK);
    session.handler().chunk(new Frame.Chunk(1, 0, FILE.chunkDigest(0)));
    session.data(1, FILE.bytes(), CHUNK, CAME);
    session.close();
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static Frame.Offer offer(int id) {
    return RawClient.offer(id, "a", FILE.size());
  }

  private void comeBack(int id) throws IOException {
    session = new ScriptedSession("alice", session.client(), resources);
    session.handler().offer(offer(id));
    assertThat(session.sent(Frame.Send.class))
        .singleElement()
        .satisfies(send -> assertThat(send.offset()).isEqualTo(CAME));
    session.handler().begin(new Frame.Begin(id, CAME));
  }

  private void sendTheRest(int id) throws IOException {
    session.data(id, FILE.bytes(), CAME, 2 * CHUNK);
    session.handler().chunk(new Frame.Chunk(id, 1, FILE.chunkDigest(1)));
    session.data(id, FILE.bytes(), 2 * CHUNK, FILE.size());
    session.handler().chunk(new Frame.Chunk(id, 2, FILE.chunkDigest(2)));
    session.handler().end(new Frame.End(id, FILE.digest()));
  }

  private void read() {
    while (!readers.isEmpty()) {
      readers.remove().run();
    }
  }

  @Test
  void theFileIsReceivedMeanwhileAndTheReceiptWaits() throws IOException {
    comeBack(2);
    sendTheRest(2);
    session.handler().ping(new Frame.Ping(7));
    assertThat(session.sent(Frame.Durable.class)).as("all of it was received").isNotEmpty();
    assertThat(session.sent(Frame.Pong.class)).hasSize(1);
    assertThat(session.sent(Frame.Receipt.class)).isEmpty();
    assertThat(new StoreFolder(dir).files("alice")).isEmpty();

    session.close(); // a commit outlives its connection, and so does what it waits for
    read();

    assertThat(session.sent(Frame.Receipt.class)).hasSize(1);
    assertThat(new StoreFolder(dir).files("alice").get("a").bytes()).isEqualTo(FILE.bytes());
  }

  @Test
  void damageFoundAfterTheEndIsRefusedOnce() throws IOException {
    new StoreFolder(dir).damagePartial("alice", 100);
    comeBack(2);
    sendTheRest(2);
    read();

    assertRefusedOnce();
  }

  @Test
  void damageFoundWhileItIsReceivedIsRefusedAtOnce() throws IOException {
    new StoreFolder(dir).damagePartial("alice", 100);
    comeBack(2);
    read();
    sendTheRest(2); // was under way, and is dropped

    assertRefusedOnce();
  }

  private void assertRefusedOnce() throws IOException {
    assertThat(session.sent(Frame.Receipt.class)).isEmpty();
    assertThat(session.refusals()).hasSize(1);
    assertThat(session.sent(Frame.Refused.class))
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.code()).isEqualTo(RefusalCode.CHUNK_MISMATCH.code());
              assertThat(refused.retryable()).isTrue();
            });
    assertThat(new StoreFolder(dir).files("alice")).isEmpty();
    session.handler().offer(offer(3));
    assertThat(session.sent(Frame.Send.class))
        .last()
        .satisfies(send -> assertThat(send.offset()).isZero());
  }

  @Test
  void nothingIsReadForAConnectionThatIsGone() throws IOException {
    comeBack(2);
    session.close();
    new StoreFolder(dir).damagePartial("alice", 100);
    read();

    assertThat(session.refusals()).isEmpty();
    assertThat(storage.partial(session.key(offer(3).offer())).offset()).isEqualTo(CAME);
  }
}
