package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.server.storage.Lease;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.StateStore;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.StoreId;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import autoupload.wire.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Proofs that no client waits for any more keep no other waiting. */
class ProofsTest {
  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final List<Boolean> wanted = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private final SessionResources resources =
      ScriptedSession.resources(
          new SlowStorage(), new StoreWork(Runnable::run, threads::add), new OfferMemory(1 << 20));
  private final ScriptedSession session = new ScriptedSession("alice", resources);
  private final ScriptedSession other = new ScriptedSession("bob", resources);

  private void work() {
    while (!threads.isEmpty()) {
      threads.remove().run();
    }
  }

  private void ask(int id) throws IOException {
    ask(session, id);
  }

  private static void ask(ScriptedSession session, int id) throws IOException {
    session.offer(id, "n" + id);
    session.proof(id);
  }

  private void abort(int id) {
    try {
      session.handler().abort(new Frame.Abort(id));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readingEndsWithTheSessionIfOthersWaitAndTheLogHearsNothingOfIt() throws IOException {
    meanwhile = session::close;
    ask(1);
    ask(other, 1);
    work();

    assertThat(wanted).startsWith(true, false);
    assertThat(session.refusals()).isEmpty();
    assertThat(session.sent(Frame.Refused.class)).isEmpty();
  }

  /** Or a link that is never up for as long as it takes would never get a receipt. */
  @Test
  void readingGoesOnForTheNextConnectionIfNobodyElseWaits() throws IOException {
    meanwhile = session::close;
    ask(1);
    work();

    assertThat(wanted).containsExactly(true, true);
  }

  @Test
  void readingEndsWhenTheClientGivesTheFileUp() throws IOException {
    meanwhile = () -> abort(1);
    ask(1);
    ask(other, 1);
    work();

    assertThat(wanted).startsWith(true, false);
    assertThat(session.refusals()).isEmpty();
    assertThat(session.sent(Frame.Refused.class))
        .singleElement()
        .satisfies(refused -> assertThat(refused.code()).isEqualTo(RefusalCode.ABORTED.code()));
  }

  @Test
  void whatWaitsIsNotBegunOnceItIsGivenUpOrTheSessionHasEnded() throws IOException {
    ask(1);
    ask(2);
    ask(3);
    abort(2);
    session.close();
    work();

    assertThat(wanted).isEmpty();
  }

  /**
   * Storage stub that has every file, and asks while it reads whether the proof is still wanted.
   */
  private final class SlowStorage implements Storage {
    @Override
    public StoreId id() {
      return new StoreId("0".repeat(2 * StoreId.BYTES));
    }

    @Override
    public boolean mayHold(UserName user, UploadOffer offer) {
      return true;
    }

    @Override
    public Optional<Receipt> prove(
        UserName user, UploadOffer offer, ContentDigest digest, BooleanSupplier isWanted)
        throws StorageException {
      wanted.add(isWanted.getAsBoolean());
      meanwhile.run();
      wanted.add(isWanted.getAsBoolean());
      throw new StorageException(RefusalCode.ABORTED, "nobody waits for it");
    }

    @Override
    public Prefix partial(UploadKey key) {
      return Prefix.NONE;
    }

    @Override
    public PartialUpload begin(UploadKey key, long offset) {
      throw new AssertionError("nothing is sent here");
    }

    @Override
    public Optional<Lease> lease(String job) {
      return Optional.empty();
    }

    @Override
    public int sweep(Lease lease, Duration olderThan) {
      return 0;
    }

    @Override
    public StateStore state() {
      throw new AssertionError("nobody logs in here");
    }

    @Override
    public void close() {
      // there is nothing to close
    }
  }
}
