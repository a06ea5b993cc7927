package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import autoupload.server.storage.StorageException;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.RefusalCode;
import autoupload.wire.Frame;
import autoupload.wire.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory of the open offers of a session: all of it comes back however they end. */
class OpenOffersTest {
  private static final long OF_ONE = OfferMemory.OVERHEAD + 1;

  /** A user may have three open offers with names of a letter. */
  private final OfferMemory memory = new OfferMemory(6 * OF_ONE);

  private final Deque<Runnable> waiting = new ArrayDeque<>();
  @TempDir private Path dir;
  private LocalStorage storage;
  private ScriptedSession session;

  @BeforeEach
  void open() {
    storage = LocalStorage.open(dir);
    session = session("alice");
  }

  @AfterEach
  void close() {
    session.close();
    storage.close();
  }

  private ScriptedSession session(String user) {
    StoreWork work = new StoreWork(waiting::add, waiting::add);
    return new ScriptedSession(user, ScriptedSession.resources(storage, work, memory));
  }

  private void work() {
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
  }

  private void store(int id, String name) throws IOException {
    session.offer(id, name);
    session.begin(id);
    session.finish(id);
    work();
  }

  @Test
  void thoseForWhichThereIsNoMemoryAreRefusedForAWhileAndTheOthersGoOn() throws IOException {
    session.offer(1, "a");
    session.offer(2, "b");
    session.offer(3, "c");
    session.offer(4, "d");
    session.offer(5, "e");

    assertThat(session.sent(Frame.Refused.class))
        .extracting(Frame.Refused::id, Frame.Refused::code, Frame.Refused::retryable)
        .containsExactly(
            tuple(4, RefusalCode.EXHAUSTED.code(), true),
            tuple(5, RefusalCode.EXHAUSTED.code(), true));
    assertThat(session.sent(Frame.Refused.class).get(0).retryAfter())
        .isEqualTo(Duration.ofSeconds(30));
    assertThat(session.refusals())
        .hasSize(2)
        .allSatisfy(
            cause ->
                assertThat(((StorageException) cause).code()).isEqualTo(RefusalCode.EXHAUSTED));
    session.begin(2);
    session.finish(2);
    work();
    session.offer(6, "d"); // its place, and the name that was refused
    assertThat(session.sent(Frame.Receipt.class)).hasSize(1);
    assertThat(session.sent(Frame.Refused.class)).hasSize(2);
  }

  @Test
  void oneUserLeavesHalfOfItToOthers() throws IOException {
    try (ScriptedSession second = session("alice");
        ScriptedSession other = session("bob")) {
      for (int id = 1; id <= 9; id++) {
        session.offer(id, "" + id);
        second.offer(id, "" + id);
      }
      assertThat(memory.taken()).isEqualTo(3 * OF_ONE);
      other.offer(1, "a");
      other.offer(2, "b");
      other.offer(3, "c");
      assertThat(other.sent(Frame.Refused.class)).isEmpty();
    }
    session.close();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void whatHasItsAnswerTakesNothing() throws IOException {
    store(1, "a");
    assertThat(memory.taken()).as("stored").isZero();

    session.offer(2, "a");
    session.proof(2);
    work();
    assertThat(session.sent(Frame.Receipt.class)).hasSize(2);
    assertThat(memory.taken()).as("proven").isZero();

    session.offer(3, "b");
    session.handler().abort(new Frame.Abort(3));
    assertThat(memory.taken()).as("aborted").isZero();

    session.handler().stop();
    session.offer(4, "c");
    assertThat(memory.taken()).as("refused at once").isZero();
    assertThat(session.sent(Frame.Refused.class)).hasSize(2);
  }

  @Test
  void whatIsOpenWhenTheSessionEndsTakesNothingAnyMore() throws IOException {
    store(1, "a");
    session.offer(2, "a");
    session.proof(2);
    session.offer(3, "b");
    session.offer(4, "c");
    session.begin(4);
    assertThat(memory.taken()).isEqualTo(3 * OF_ONE);

    session.close();
    assertThat(memory.taken()).isZero();
    work();
    session.close();
    assertThat(memory.taken()).isZero();
    assertThat(session.sent(Frame.Receipt.class)).as("those before").hasSize(1);
  }

  @Test
  void aCommitGoesOnAfterTheEndAndTakesNothingOnceItIsDone() throws IOException {
    session.offer(1, "a");
    session.begin(1);
    session.finish(1);
    session.close();

    assertThat(memory.taken()).isEqualTo(OF_ONE);
    work();
    assertThat(memory.taken()).isZero();
    assertThat(dir.resolve("alice/a")).isRegularFile();
  }

  @ParameterizedTest
  @EnumSource(RefusalCode.class)
  void onlyWhatMaySucceedLaterIsToBeTriedLater(RefusalCode code) throws IOException {
    Outbox outbox =
        new Outbox(new FrameWriter(new ByteArrayOutputStream()), waiting::add, () -> {});
    assertThat(new OpenOffers(outbox, null, SessionTimes.STANDARD, memory).retryAfter(code))
        .satisfies(
            time -> assertThat(time.isZero() || code.retryable()).as(code + " " + time).isTrue());
  }
}
