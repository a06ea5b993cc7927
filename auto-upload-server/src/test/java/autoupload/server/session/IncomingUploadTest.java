package autoupload.server.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import autoupload.server.scripted.Content;
import autoupload.server.scripted.RawClient;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.local.LocalStorage;
import autoupload.upload.ClientId;
import autoupload.upload.ContentDigest;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.UserName;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Concurrency of one upload: its reader, workers and a newer connection at the same time. */
class IncomingUploadTest {
  private static final Content CONTENT = Content.of(1, 20_000);
  private static final ClientId DEVICE = ClientId.random();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final UploadClaims claims = new UploadClaims();
  @TempDir private Path dir;
  private LocalStorage storage;

  @BeforeEach
  void open() {
    storage = LocalStorage.open(dir);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    storage.close();
  }

  private static UploadKey key(String name) {
    return new UploadKey(
        new UserName("alice"), DEVICE, RawClient.offer(1, name, CONTENT.size()).offer());
  }

  private IncomingUpload begin(String name) throws StorageException {
    return new IncomingUpload(
        new Offered(1, key(name)), storage.begin(key(name), 0), SessionTimes.STANDARD);
  }

  private static ByteBuffer bytes(int from, int to) {
    return ByteBuffer.wrap(CONTENT.bytes(), from, to - from);
  }

  private static RefusalCode refusal(Callable<?> work) {
    StorageException e = catchThrowableOfType(StorageException.class, work::call);
    assertThat(e).isNotNull();
    return e.code();
  }

  private static Callable<?> delivery(IncomingUpload upload, int from, int to) {
    return () -> {
      upload.deliver(bytes(from, to));
      return to;
    };
  }

  /** Real partial upload whose next checkpoint fails when the test says so. */
  private static final class FailingForce implements PartialUpload {
    private final PartialUpload real;
    private final RefusalCode code;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch fail = new CountDownLatch(1);

    FailingForce(PartialUpload real, RefusalCode code) {
      this.real = real;
      this.code = code;
    }

    @Override
    public long checkpoint() throws StorageException {
      reached.countDown();
      try {
        fail.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      throw new StorageException(code, "the disk failed");
    }

    @Override
    public long offset() {
      return real.offset();
    }

    @Override
    public long remainingInChunk() {
      return real.remainingInChunk();
    }

    @Override
    public void write(ByteBuffer bytes) throws StorageException {
      real.write(bytes);
    }

    @Override
    public void settle() {
      real.settle();
    }

    @Override
    public boolean endChunk(byte[] expected) throws StorageException {
      return real.endChunk(expected);
    }

    @Override
    public boolean isComplete() {
      return real.isComplete();
    }

    @Override
    public boolean isVerified() {
      return real.isVerified();
    }

    @Override
    public void verify(BooleanSupplier wanted) throws StorageException {
      real.verify(wanted);
    }

    @Override
    public Receipt commit(ContentDigest expected) throws StorageException {
      return real.commit(expected);
    }

    @Override
    public void discard() {
      real.discard();
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @Test
  void bytesThatCouldNotBeForcedOnceAreNotCommittedThoughTheEndCameMeanwhile() throws Exception {
    FailingForce partial = new FailingForce(storage.begin(key("a"), 0), RefusalCode.STORAGE_FAILED);
    IncomingUpload upload =
        new IncomingUpload(new Offered(1, key("a")), partial, SessionTimes.STANDARD);
    upload.deliver(bytes(0, CONTENT.size()));
    Future<?> checkpoint = threads.submit(upload::checkpoint);
    partial.reached.await();
    upload.endChunk(0, CONTENT.chunkDigest(0));
    upload.startCommit();
    Future<Receipt> commit = threads.submit(() -> upload.commit(CONTENT.digest()));
    partial.fail.countDown();

    assertThat(refusal(() -> unwrapped(checkpoint))).isEqualTo(RefusalCode.STORAGE_FAILED);
    assertThat(refusal(() -> unwrapped(commit))).isEqualTo(RefusalCode.STORAGE_FAILED);
    assertThat(dir.resolve("alice/a")).doesNotExist();
    assertThat(storage.partial(key("a")).offset()).isZero();
    storage.begin(key("a"), 0).close(); // and it may be received again
  }

  private static Object unwrapped(Future<?> future) throws Exception {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }

  @Test
  void bytesInDoubtAreNotKeptForAResume() throws Exception {
    keepAfterFailure(RefusalCode.STORAGE_FAILED);
    assertThat(storage.partial(key("a")).offset()).isZero();
  }

  @Test
  void aFullDiskLeavesWhatCameBefore() throws Exception {
    keepAfterFailure(RefusalCode.NO_SPACE);
    assertThat(storage.partial(key("a")).offset()).isEqualTo(5000);
  }

  @Test
  void aWantOfDescriptorsLeavesWhatCameBefore() throws Exception {
    keepAfterFailure(RefusalCode.EXHAUSTED);
    assertThat(storage.partial(key("a")).offset()).isEqualTo(5000);
  }

  private void keepAfterFailure(RefusalCode code) throws Exception {
    FailingForce partial = new FailingForce(storage.begin(key("a"), 0), code);
    IncomingUpload upload =
        new IncomingUpload(new Offered(1, key("a")), partial, SessionTimes.STANDARD);
    upload.deliver(bytes(0, 5000));
    partial.fail.countDown();
    assertThat(refusal(upload::checkpoint)).isEqualTo(code);
    upload.keep();
    assertThat(refusal(delivery(upload, 5000, 6000))).isEqualTo(RefusalCode.FENCED);
  }

  @Test
  void anUploadThatCommitsIsNeitherKeptNorFenced() throws Exception {
    IncomingUpload upload = begin("a");
    upload.deliver(bytes(0, CONTENT.size()));
    upload.endChunk(0, CONTENT.chunkDigest(0));
    upload.startCommit();
    upload.keep();
    assertThat(upload.fenceIfSilent()).isFalse();
    assertThat(upload.checkpoint()).isEqualTo(-1);

    assertThat(upload.commit(CONTENT.digest()).digest()).isEqualTo(CONTENT.digest());
    assertThat(Files.readAllBytes(dir.resolve("alice/a"))).isEqualTo(CONTENT.bytes());
  }

  @Test
  void anUploadThatDeliversIsNotFreeAndOnceSilentGoesToOneTaker() throws Exception {
    IncomingUpload upload = begin("a");
    claims.claim(upload);
    upload.deliver(bytes(0, 5000));
    assertThat(claims.free(key("b"))).as("another file").isTrue();

    await().atMost(Duration.ofSeconds(60)).until(() -> claims.free(key("a")));

    assertThat(refusal(delivery(upload, 5000, 6000))).isEqualTo(RefusalCode.FENCED);
    assertThat(storage.partial(key("a")).offset()).isEqualTo(5000);
    IncomingUpload newer =
        new IncomingUpload(
            new Offered(1, key("a")), storage.begin(key("a"), 5000), SessionTimes.STANDARD);
    claims.claim(newer);
    claims.release(upload); // the older one ends late, and takes nothing with it
    assertThat(claims.free(key("a"))).isFalse();
    claims.release(newer);
    assertThat(claims.free(key("a"))).isTrue();
  }

  @Test
  void keepingAnUploadAmidItsDeliveryKeepsAPrefixOfIt() throws Exception {
    Random dice = new Random(7);
    for (int round = 0; round < 100; round++) {
      String name = "file" + round;
      IncomingUpload upload = begin(name);
      int stopAt = dice.nextInt(19);
      CountDownLatch there = new CountDownLatch(1);
      Future<Integer> delivering = threads.submit(() -> deliverUntilFenced(upload, stopAt, there));
      Future<Long> checkpoint = threads.submit(upload::checkpoint);
      there.await();
      upload.keep();

      long kept = storage.partial(key(name)).offset();
      assertThat((int) delivering.get()).isEqualTo((int) kept);
      assertThat(checkpoint.get()).isLessThanOrEqualTo(kept);
    }
  }

  private static int deliverUntilFenced(
      IncomingUpload upload, int signalAt, CountDownLatch signal) {
    int delivered = 0;
    try {
      for (int i = 0; i < 19; i++) {
        if (i == signalAt) {
          signal.countDown();
        }
        upload.deliver(bytes(delivered, delivered + 1000));
        delivered += 1000;
      }
    } catch (StorageException e) {
      assertThat(e.code()).isEqualTo(RefusalCode.FENCED);
    }
    return delivered;
  }
}
