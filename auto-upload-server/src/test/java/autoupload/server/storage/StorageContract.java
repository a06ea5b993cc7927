package autoupload.server.storage;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract tests for every {@link Storage}. A store's own test extends this class. */
public abstract class StorageContract {
  protected static final ClientId CLIENT = ClientId.of(new byte[16]);
  protected static final ClientId OTHER_CLIENT = ClientId.random();
  protected static final TestContent SMALL = TestContent.random(1, 20_000);

  /** Three chunks, the last one short. */
  protected static final TestContent LARGE = TestContent.random(2, 2 * CHUNK + 1_000_000);

  /** Age that every upload is older than. */
  private static final Duration ANY_AGE = Duration.ofDays(-1);

  protected Storage storage;

  /** Opens the test's store, which is empty at first and keeps what it has when opened again. */
  protected abstract Storage openStorage();

  /** Every stored file of a user by its name, as somebody sees it who looks past the port. */
  protected abstract Map<String, TestContent> storedFiles(String user) throws IOException;

  /** Changes a byte of the only unfinished upload of a user, as a bad disk does. */
  protected abstract void damagePartial(String user, long offset) throws IOException;

  @BeforeEach
  final void openIt() {
    storage = openStorage();
  }

  @AfterEach
  final void closeIt() {
    storage.close();
  }

  protected final void reopen() {
    storage.close();
    storage = openStorage();
  }

  protected static UploadKey key(TestContent content, String name) {
    return content.key("ann", CLIENT, name);
  }

  protected static void assertRefused(RefusalCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.code()).isEqualTo(code))
        .message()
        .isNotBlank()
        .doesNotContain("\n");
  }

  /** Uploads up to {@code end}, checkpoints and leaves. */
  protected final long leavePartial(TestContent content, UploadKey key, int end)
      throws StorageException {
    try (PartialUpload upload = storage.begin(key, 0)) {
      content.send(upload, end);
      return upload.checkpoint();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 20_000, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK})
  void storesAContentOfAnySize(int size) throws Exception {
    TestContent content = TestContent.random(size, size);

    Receipt receipt = content.store(storage, key(content, "a.bin"));

    assertThat(receipt).isEqualTo(new Receipt(new UploadName("a.bin"), size, content.digest()));
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a.bin", content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a", "a b/c d.mp4", "Ümläute/ß.txt", "\uD83D\uDE00.jpg", "a/b/c/d/e/f", ".hidden"})
  void storesUnderAnyName(String name) throws Exception {
    Receipt receipt = SMALL.store(storage, key(SMALL, name));

    assertThat(receipt.storedName().value()).isEqualTo(name);
    assertThat(storedFiles("ann")).containsOnlyKeys(name);
  }

  @Test
  void keepsItsIdAndItsFilesWhenOpenedAgain() throws Exception {
    var id = storage.id();
    SMALL.store(storage, key(SMALL, "a"));

    reopen();

    assertThat(storage.id()).isEqualTo(id);
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", SMALL));
  }

  @Test
  void showsNothingUnderAFinalNameBeforeTheCommit() throws Exception {
    PartialUpload upload = storage.begin(key(LARGE, "a"), 0);
    LARGE.send(upload, LARGE.bytes().length);
    upload.checkpoint();

    assertThat(upload.isComplete()).isTrue();
    assertThat(storedFiles("ann")).isEmpty();
    assertThat(storage.mayHold(new UserName("ann"), LARGE.offer("a"))).isFalse();
    upload.close();
    assertThat(storedFiles("ann")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {CHUNK, CHUNK + 1, CHUNK + 300_000, 2 * CHUNK, 2 * CHUNK + 1_000_000})
  void goesOnAtTheDurableOffset(int end) throws Exception {
    long durable = leavePartial(LARGE, key(LARGE, "a"), end);
    reopen();

    Prefix prefix = storage.partial(key(LARGE, "a"));

    assertThat(prefix.offset()).isEqualTo(durable).isPositive();
    int chunks = LARGE.offer("a").plan().completeBefore(durable);
    assertThat(prefix.chunks()).contains(LARGE.digestOfChunks(chunks));
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), durable)) {
      assertThat(upload.offset()).isEqualTo(durable);
      LARGE.send(upload, LARGE.bytes().length);
      upload.commit(LARGE.digest());
    }
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void givesNoReceiptForWhatWasDamagedDuringAPause(boolean verified) throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), 2 * CHUNK + 1000);
    damagePartial("ann", CHUNK + 100);

    PartialUpload upload = storage.begin(key(LARGE, "a"), 2 * CHUNK + 1000);
    LARGE.send(upload, LARGE.bytes().length);
    assertThat(upload.isVerified()).isFalse();
    if (verified) {
      assertRefused(RefusalCode.CHUNK_MISMATCH, () -> upload.verify(() -> true));
    }
    assertRefused(RefusalCode.CHUNK_MISMATCH, () -> upload.commit(LARGE.digest()));
    upload.close();

    assertThat(storedFiles("ann")).isEmpty();
    reopen();
    assertThat(storage.partial(key(LARGE, "a")).offset()).as("the sound part").isEqualTo(CHUNK);
    LARGE.finish(storage, key(LARGE, "a"));
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void aDamagedFirstChunkLeavesNothing() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    damagePartial("ann", 0);

    try (PartialUpload upload = storage.begin(key(LARGE, "a"), CHUNK)) {
      assertRefused(RefusalCode.CHUNK_MISMATCH, () -> upload.verify(() -> true));
      assertRefused(RefusalCode.CHUNK_MISMATCH, () -> LARGE.send(upload, CHUNK + 5));
      upload.checkpoint();
    }

    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
  }

  @Test
  void aDamagedOpenChunkIsWrongAtItsEnd() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK + 1000);
    damagePartial("ann", CHUNK + 5);

    try (PartialUpload upload = storage.begin(key(LARGE, "a"), CHUNK + 1000)) {
      upload.write(ByteBuffer.wrap(LARGE.bytes(), CHUNK + 1000, CHUNK - 1000));
      assertThat(upload.endChunk(LARGE.chunkDigest(2 * CHUNK))).isFalse();
    }

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
  }

  @Test
  void readingAgainEndsWhenNobodyWaitsAndIsDoneLater() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), 2 * CHUNK);
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 2 * CHUNK)) {
      AtomicInteger asked = new AtomicInteger();
      assertRefused(RefusalCode.ABORTED, () -> upload.verify(() -> asked.incrementAndGet() < 3));
      assertThat(asked).as("not asked in vain").hasValue(3);
      LARGE.send(upload, 2 * CHUNK + 1000);

      upload.verify(() -> true);

      assertThat(upload.isVerified()).isTrue();
      LARGE.send(upload, LARGE.bytes().length);
      upload.commit(LARGE.digest());
    }
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void nothingIsReadAgainOfWhatBeganHere() throws Exception {
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      LARGE.send(upload, CHUNK + 5);
      assertThat(upload.isVerified()).isTrue();
      upload.verify(
          () -> {
            throw new AssertionError("nothing is to be read");
          });
    }
  }

  @Test
  void anUploadThatEndsIsNotReadAgain() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    PartialUpload upload = storage.begin(key(LARGE, "a"), CHUNK);

    assertRefused(
        RefusalCode.ABORTED,
        () ->
            upload.verify(
                () -> {
                  upload.close();
                  return true;
                }));

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
  }

  @Test
  void doesNotCountAChunkThatNobodyCheckedYet() throws Exception {
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      upload.write(ByteBuffer.wrap(LARGE.bytes(), 0, CHUNK));
      upload.checkpoint();
    }

    Prefix prefix = storage.partial(key(LARGE, "a"));

    assertThat(prefix.offset()).isLessThan(CHUNK);
    assertThat(prefix.chunks()).isEmpty();
    assertThat(LARGE.finish(storage, key(LARGE, "a")).digest()).isEqualTo(LARGE.digest());
  }

  @Test
  void closingKeepsWhatWasReceived() throws Exception {
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      LARGE.send(upload, CHUNK);
    }

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
  }

  @Test
  void discardingKeepsNothing() throws Exception {
    PartialUpload upload = storage.begin(key(LARGE, "a"), 0);
    LARGE.send(upload, CHUNK + 5);
    upload.checkpoint();

    upload.discard();
    upload.close();

    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
    SMALL.store(storage, key(SMALL, "a"));
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", SMALL));
  }

  @Test
  void cutsAWrongChunkOffForGood() throws Exception {
    PartialUpload upload = storage.begin(key(LARGE, "a"), 0);
    LARGE.send(upload, CHUNK);
    upload.write(ByteBuffer.wrap(LARGE.bytes(), 0, CHUNK / 2));
    upload.checkpoint();
    upload.write(ByteBuffer.wrap(LARGE.bytes(), 0, CHUNK / 2));

    assertThat(upload.endChunk(LARGE.chunkDigest(2 * CHUNK))).isFalse();

    upload.close();
    reopen();
    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
    assertThat(LARGE.finish(storage, key(LARGE, "a")).digest()).isEqualTo(LARGE.digest());
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void aWrongFirstChunkLeavesNothing() throws Exception {
    PartialUpload upload = storage.begin(key(LARGE, "a"), 0);
    upload.write(ByteBuffer.wrap(LARGE.bytes(), 1, CHUNK - 5));
    upload.checkpoint();
    upload.write(ByteBuffer.wrap(LARGE.bytes(), 1, 5));

    assertThat(upload.endChunk(LARGE.chunkDigest(CHUNK))).isFalse();

    upload.close();
    reopen();
    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
  }

  @Test
  void refusesAContentWithAnotherDigest() throws Exception {
    try (PartialUpload upload = storage.begin(key(SMALL, "a"), 0)) {
      SMALL.send(upload, SMALL.bytes().length);

      assertRefused(RefusalCode.CONTENT_MISMATCH, () -> upload.commit(LARGE.digest()));
    }
    assertThat(storedFiles("ann")).isEmpty();
    assertThat(storage.partial(key(SMALL, "a"))).isEqualTo(Prefix.NONE);
  }

  @Test
  void doesNotCommitWhatIsNotComplete() throws Exception {
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      LARGE.send(upload, CHUNK);

      assertThatThrownBy(() -> upload.commit(LARGE.digest()))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(storedFiles("ann")).isEmpty();
    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
  }

  @Test
  void keepsEveryContentOfAName() throws Exception {
    TestContent second = TestContent.random(7, 20_000);
    TestContent third = TestContent.random(8, 30_000);

    SMALL.store(storage, key(SMALL, "d/a.bin"));
    Receipt receipt = second.store(storage, key(second, "d/a.bin"));
    third.store(storage, key(third, "d/a.bin"));

    String variant = "d/a~" + second.digest().hex().substring(0, 8) + ".bin";
    assertThat(receipt.storedName().value()).isEqualTo(variant);
    assertThat(storedFiles("ann"))
        .containsOnly(
            Map.entry("d/a.bin", SMALL),
            Map.entry(variant, second),
            Map.entry("d/a~" + third.digest().hex().substring(0, 8) + ".bin", third));
  }

  @Test
  void storesAContentOnceHoweverOftenItComes() throws Exception {
    TestContent other = TestContent.random(7, 20_000);
    SMALL.store(storage, key(SMALL, "a"));
    Receipt variant = other.store(storage, key(other, "a"));

    assertThat(SMALL.store(storage, key(SMALL, "a")).storedName().value()).isEqualTo("a");
    assertThat(other.store(storage, other.key("ann", OTHER_CLIENT, "a"))).isEqualTo(variant);
    assertThat(storedFiles("ann")).hasSize(2);
  }

  @Test
  void provesWhatIsStored() throws Exception {
    UserName ann = new UserName("ann");
    TestContent other = TestContent.random(7, 20_000);
    Receipt first = SMALL.store(storage, key(SMALL, "a"));
    Receipt variant = other.store(storage, key(other, "a"));
    reopen();

    assertThat(storage.mayHold(ann, SMALL.offer("a"))).isTrue();
    assertThat(storage.prove(ann, SMALL.offer("a"), SMALL.digest(), () -> true)).contains(first);
    assertThat(storage.prove(ann, other.offer("a"), other.digest(), () -> true)).contains(variant);
    assertThat(storage.prove(ann, SMALL.offer("a"), LARGE.digest(), () -> true)).isEmpty();
    assertThat(storage.prove(ann, SMALL.offer("b"), SMALL.digest(), () -> true)).isEmpty();
    assertThat(storage.prove(new UserName("bob"), SMALL.offer("a"), SMALL.digest(), () -> true))
        .isEmpty();
  }

  @Test
  void provesAContentOfSeveralChunksAfterARestart() throws Exception {
    Receipt receipt = LARGE.store(storage, key(LARGE, "a"));
    reopen();

    assertThat(storage.prove(new UserName("ann"), LARGE.offer("a"), LARGE.digest(), () -> true))
        .contains(receipt);
  }

  @Test
  void aProofThatNobodyWaitsForAnyMoreEndsAndTheNextOneIsAsGood() throws Exception {
    UserName ann = new UserName("ann");
    Receipt receipt = LARGE.store(storage, key(LARGE, "a"));
    reopen();
    AtomicInteger asked = new AtomicInteger();

    StorageException e =
        catchThrowableOfType(
            StorageException.class,
            () ->
                storage.prove(
                    ann, LARGE.offer("a"), LARGE.digest(), () -> asked.incrementAndGet() < 3));
    assertThat(e.code()).isEqualTo(RefusalCode.ABORTED);
    assertThat(asked).as("not asked in vain").hasValue(3);
    assertThat(storage.prove(ann, LARGE.offer("a"), LARGE.digest(), () -> true)).contains(receipt);
  }

  @Test
  void sizeAndNameSayWhatMayBeHeld() throws Exception {
    UserName ann = new UserName("ann");
    TestContent longer = TestContent.random(7, 20_001);
    SMALL.store(storage, key(SMALL, "a"));

    assertThat(storage.mayHold(ann, longer.offer("a"))).isFalse();
    assertThat(storage.mayHold(ann, SMALL.offer("b"))).isFalse();
    assertThat(storage.mayHold(new UserName("bob"), SMALL.offer("a"))).isFalse();
    longer.store(storage, key(longer, "a"));
    assertThat(storage.mayHold(ann, longer.offer("a"))).isTrue();
  }

  @Test
  void oneWriterPerClientAndName() throws Exception {
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      LARGE.send(upload, CHUNK);
      upload.checkpoint();

      assertRefused(RefusalCode.BUSY, () -> storage.begin(key(LARGE, "a"), 0));
      assertRefused(RefusalCode.BUSY, () -> storage.begin(key(SMALL, "a"), 0));
      storage.begin(key(LARGE, "b"), 0).discard();
      storage.begin(LARGE.key("ann", OTHER_CLIENT, "a"), 0).discard();
      storage.begin(LARGE.key("bob", CLIENT, "a"), 0).discard();
    }
    storage.begin(key(LARGE, "a"), CHUNK).close();
  }

  @Test
  void refusesAnOffsetItDoesNotHave() throws Exception {
    assertRefused(RefusalCode.RESUME_MISMATCH, () -> storage.begin(key(LARGE, "a"), CHUNK));
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    assertRefused(RefusalCode.RESUME_MISMATCH, () -> storage.begin(key(LARGE, "a"), CHUNK - 1));

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
  }

  @Test
  void aChangedSourceStartsAtZero() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    UploadOffer offer = LARGE.offer("a");
    UploadOffer touched =
        new UploadOffer(offer.name(), offer.size(), offer.modified().plus(Duration.ofSeconds(1)));
    UploadOffer longer = new UploadOffer(offer.name(), offer.size() + 1, offer.modified());
    UserName ann = new UserName("ann");

    assertThat(storage.partial(new UploadKey(ann, CLIENT, touched))).isEqualTo(Prefix.NONE);
    assertThat(storage.partial(new UploadKey(ann, CLIENT, longer))).isEqualTo(Prefix.NONE);
  }

  @Test
  void aNewerPartialReplacesTheOlderOne() throws Exception {
    TestContent newer = TestContent.random(9, CHUNK + 500_000);
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);

    leavePartial(newer, key(newer, "a"), CHUNK);

    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
    newer.finish(storage, key(newer, "a"));
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", newer));
  }

  @Test
  void anotherClientAdoptsTheCompleteChunks() throws Exception {
    UploadKey others = LARGE.key("ann", OTHER_CLIENT, "a");
    leavePartial(LARGE, key(LARGE, "a"), 2 * CHUNK + 400_000);
    reopen();

    Prefix prefix = storage.partial(others);
    assertThat(prefix.offset()).isEqualTo(2 * CHUNK);
    assertThat(prefix.chunks()).contains(LARGE.digestOfChunks(2));
    storage.begin(others, prefix.offset()).close();

    assertThat(storage.partial(others)).isEqualTo(prefix);
    Receipt receipt = LARGE.finish(storage, others);
    assertThat(receipt.digest()).isEqualTo(LARGE.digest());
    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void whoGoesOnWithAnothersUploadAndEndsItWronglyDestroysNothing() throws Exception {
    UploadKey others = LARGE.key("ann", OTHER_CLIENT, "a");
    leavePartial(LARGE, key(LARGE, "a"), 2 * CHUNK + 400_000);
    try (PartialUpload upload = storage.begin(others, 2 * CHUNK)) {
      LARGE.send(upload, LARGE.bytes().length);
      assertRefused(RefusalCode.CONTENT_MISMATCH, () -> upload.commit(SMALL.digest()));
    }

    Prefix left = storage.partial(key(LARGE, "a"));
    assertThat(left.offset()).isEqualTo(2 * CHUNK);
    reopen();
    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(left);
    LARGE.finish(storage, key(LARGE, "a"));
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void norDoesItAfterAPauseOfItsOwn() throws Exception {
    UploadKey others = LARGE.key("ann", OTHER_CLIENT, "a");
    leavePartial(LARGE, key(LARGE, "a"), CHUNK + 5);
    try (PartialUpload upload = storage.begin(others, CHUNK)) {
      LARGE.send(upload, 2 * CHUNK + 7);
    }
    reopen();
    assertThat(storage.partial(others).offset()).as("its own progress").isEqualTo(2 * CHUNK + 7);
    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
    try (PartialUpload upload = storage.begin(others, 2 * CHUNK + 7)) {
      LARGE.send(upload, LARGE.bytes().length);
      assertRefused(RefusalCode.CONTENT_MISMATCH, () -> upload.commit(SMALL.digest()));
    }
    storage.begin(others, 0).close(); // and it may begin anew

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
    LARGE.finish(storage, key(LARGE, "a"));
  }

  @Test
  void theOwnerGoesOnWithWhatItHadAndTheOtherWithWholeChunksOfIt() throws Exception {
    UploadKey others = LARGE.key("ann", OTHER_CLIENT, "a");
    leavePartial(LARGE, key(LARGE, "a"), CHUNK + 5);
    try (PartialUpload upload = storage.begin(others, CHUNK)) {
      LARGE.send(upload, 2 * CHUNK + 7);
      assertRefused(RefusalCode.BUSY, () -> storage.begin(key(LARGE, "a"), CHUNK));
      assertRefused(RefusalCode.BUSY, () -> storage.begin(key(LARGE, "a"), 0));
      assertRefused(RefusalCode.BUSY, () -> storage.begin(others, 0));
    }
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), CHUNK)) {
      LARGE.send(upload, CHUNK + 100);
      assertRefused(
          RefusalCode.BUSY, () -> storage.begin(others, storage.partial(others).offset()));
    }
    reopen();

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK + 100);
    assertThat(storage.partial(others).offset()).isEqualTo(CHUNK);
    assertThat(LARGE.finish(storage, others).digest()).isEqualTo(LARGE.digest());
    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
    assertThat(storage.partial(others)).isEqualTo(Prefix.NONE);
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void aNewFileOfTheOwnersEndsWhatOthersHadOfTheOldOne() throws Exception {
    UploadKey others = LARGE.key("ann", OTHER_CLIENT, "a");
    TestContent newer = TestContent.random(9, CHUNK + 500_000);
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    storage.begin(others, CHUNK).close();

    leavePartial(newer, key(newer, "a"), CHUNK + 5);

    assertThat(storage.partial(others)).isEqualTo(Prefix.NONE);
    reopen();
    assertThat(storage.partial(others)).isEqualTo(Prefix.NONE);
    newer.finish(storage, key(newer, "a"));
    LARGE.finish(storage, others);
    assertThat(storedFiles("ann")).hasSize(2).containsEntry("a", newer).containsValue(LARGE);
  }

  @Test
  void nobodyAdoptsWhatSomebodyWrites() throws Exception {
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      LARGE.send(upload, CHUNK);
      upload.checkpoint();

      assertThat(storage.partial(LARGE.key("ann", OTHER_CLIENT, "a"))).isEqualTo(Prefix.NONE);
    }
  }

  @Test
  void nobodyAdoptsLessThanAChunkOrAnotherUsers() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK - 1);
    leavePartial(LARGE, key(LARGE, "b"), CHUNK);

    assertThat(storage.partial(LARGE.key("ann", OTHER_CLIENT, "a"))).isEqualTo(Prefix.NONE);
    assertThat(storage.partial(LARGE.key("bob", CLIENT, "b"))).isEqualTo(Prefix.NONE);
  }

  @Test
  void checkpointsRunBesideWriting() throws Exception {
    ExecutorService checkpoints = Executors.newSingleThreadExecutor();
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      List<Future<Long>> durable = new ArrayList<>();
      for (int end = 0; end < LARGE.bytes().length; end += 1_000_003) {
        LARGE.send(upload, end);
        durable.add(checkpoints.submit(upload::checkpoint));
      }
      LARGE.send(upload, LARGE.bytes().length);
      long last = 0;
      for (Future<Long> offset : durable) {
        assertThat(offset.get()).isGreaterThanOrEqualTo(last);
        last = offset.get();
      }
    } finally {
      checkpoints.shutdown();
    }
    reopen();

    assertThat(storage.partial(key(LARGE, "a")).chunks()).contains(LARGE.digest());
    assertThat(LARGE.finish(storage, key(LARGE, "a")).digest()).isEqualTo(LARGE.digest());
  }

  @Test
  void manyClientsWithOneNameLoseNothing() throws Exception {
    List<TestContent> contents = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      contents.add(TestContent.random(i % 4, 10_000)); // each of four contents comes four times
    }

    List<Receipt> receipts =
        allAtOnce(contents, content -> content.store(storage, ofNewClient(content)));

    Map<String, TestContent> files = storedFiles("ann");
    assertThat(files).hasSize(4);
    for (int i = 0; i < 16; i++) {
      assertThat(files.get(receipts.get(i).storedName().value())).isEqualTo(contents.get(i));
    }
  }

  /** Sweeps with a lease of its own. */
  protected final int sweep(Duration olderThan) {
    try (Lease lease = storage.lease("sweep").orElseThrow()) {
      return storage.sweep(lease, olderThan);
    }
  }

  @Test
  void sweepsWhatNobodyGoesOnWith() throws Exception {
    SMALL.store(storage, key(SMALL, "stored"));
    leavePartial(LARGE, key(LARGE, "left"), CHUNK);
    try (PartialUpload upload = storage.begin(key(LARGE, "open"), 0)) {
      LARGE.send(upload, CHUNK);
      assertThat(sweep(Duration.ofDays(36_500))).as("too young").isZero();

      assertThat(sweep(ANY_AGE)).isEqualTo(1);

      assertThat(storage.partial(key(LARGE, "left"))).isEqualTo(Prefix.NONE);
      LARGE.send(upload, LARGE.bytes().length);
      upload.commit(LARGE.digest());
    }
    assertThat(storedFiles("ann"))
        .containsOnly(Map.entry("stored", SMALL), Map.entry("open", LARGE));
  }

  @Test
  void aLeaseIsHeldOnceUntilItIsGivenBack() {
    Lease lease = storage.lease("sweep").orElseThrow();
    assertThat(lease.isHeld()).isTrue();
    assertThat(storage.lease("sweep")).isEmpty();
    storage.lease("another-job").orElseThrow().close();

    lease.close();
    assertThat(lease.isHeld()).isFalse();
    Lease next = storage.lease("sweep").orElseThrow();
    lease.close();
    assertThat(next.isHeld()).as("what was given back twice").isTrue();
    assertThat(storage.lease("sweep")).isEmpty();
  }

  @Test
  void aLeaseEndsWithTheStoreAndNothingIsSweptWithoutOne() throws Exception {
    leavePartial(LARGE, key(LARGE, "left"), CHUNK);
    Lease lease = storage.lease("sweep").orElseThrow();
    reopen();

    assertThat(lease.isHeld()).isFalse();
    assertThat(storage.sweep(lease, ANY_AGE)).isZero();
    assertThat(storage.partial(key(LARGE, "left")).offset()).isEqualTo(CHUNK);
    assertThat(sweep(ANY_AGE)).isEqualTo(1);
  }

  @Test
  void keepsItsStateWhenOpenedAgain() throws Exception {
    try (StateLog log = storage.state().open("used", line -> {})) {
      assertThat(log.compareAndAppend("a line")).isTrue();
    }
    reopen();

    List<String> lines = new ArrayList<>();
    storage.state().open("used", lines::add).close();
    assertThat(lines).containsExactly("a line");
  }

  private static UploadKey ofNewClient(TestContent content) {
    return content.key("ann", ClientId.random(), "d/a.bin");
  }

  /** Work of one of many threads on its content. */
  protected interface Work<T> {
    T with(TestContent content) throws IOException;
  }

  protected static <T> List<T> allAtOnce(List<TestContent> contents, Work<T> work)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(contents.size());
    try {
      List<Callable<T>> calls = new ArrayList<>();
      for (TestContent content : contents) {
        calls.add(() -> work.with(content));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> result : threads.invokeAll(calls)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void anEndedUploadCanBeClosedAgain() throws Exception {
    PartialUpload upload = storage.begin(key(SMALL, "a"), 0);
    SMALL.send(upload, SMALL.bytes().length);
    ContentDigest digest = SMALL.digest();
    upload.commit(digest);

    upload.close();
    upload.discard();

    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", SMALL));
  }
}
