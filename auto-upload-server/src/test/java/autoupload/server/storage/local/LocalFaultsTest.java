package autoupload.server.storage.local;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Promise 2: the refusals of the store when the disk fails. */
class LocalFaultsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final TestContent CONTENT = TestContent.random(1, 5000);
  private static final TestContent LARGE = TestContent.random(2, CHUNK + 5000);

  /** A disk whose forces fail when told to. */
  private static final class FailingDisk extends Disk {
    private int fileForces;
    private int folderForces;
    private int failFile = -1;
    private int failFolder = -1;
    private int failures = 1;
    private String reason = "Input/output error";
    private boolean links = true;
    private Semaphore folders = new Semaphore(Integer.MAX_VALUE);

    @Override
    void sync(FileChannel file, boolean metadata) throws IOException {
      fail(fileForces++, failFile);
      super.sync(file, metadata);
    }

    @Override
    void syncFolder(FileChannel folder) throws IOException {
      folders.acquireUninterruptibly();
      fail(folderForces++, failFolder);
      super.syncFolder(folder);
    }

    private void fail(int force, int first) throws IOException {
      if (first >= 0 && force >= first && force < first + failures) {
        throw new IOException(reason);
      }
    }

    @Override
    void link(Path name, Path existing) throws IOException {
      if (!links) {
        throw new UnsupportedOperationException("no hard links here");
      }
      super.link(name, existing);
    }

    /** From now on the given force fails, counted from 0; -1 is none. */
    void failNext(int file, int folder, int times) {
      fileForces = 0;
      folderForces = 0;
      failFile = file;
      failFolder = folder;
      failures = times;
    }
  }

  @TempDir private Path root;
  private final FailingDisk disk = new FailingDisk();
  private LocalStorage storage;

  @BeforeEach
  void open() {
    storage = LocalStorage.open(root, disk);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static UploadKey key(TestContent content, String name) {
    return content.key("ann", ClientId.of(new byte[16]), name);
  }

  @Test
  void aMarkIsAFileOfItsOwnWhereThereAreNoHardLinks() throws Exception {
    disk.links = false;

    CONTENT.store(storage, key(CONTENT, "d/a"));

    Path mark = root.resolve("ann/d").resolve(ReservedNames.STORE_MARK);
    assertThat(mark).hasContent(storage.id().hex() + "\n");
    assertThat(Files.getAttribute(mark, "unix:nlink")).isEqualTo(1);
  }

  private Map<String, TestContent> files() throws IOException {
    return new StoreFolder(root).files("ann");
  }

  /** The code of the refusal; empty if there was a receipt. */
  private Optional<RefusalCode> upload(TestContent content, String name) {
    try (PartialUpload upload = storage.begin(key(content, name), 0)) {
      content.send(upload, content.bytes().length / 2);
      upload.checkpoint();
      content.send(upload, content.bytes().length);
      upload.commit(content.digest());
      return Optional.empty();
    } catch (StorageException e) {
      return Optional.of(e.code());
    }
  }

  @Test
  void aReceiptTakesAForceOfTheFileAndOfEveryNewFolder() throws Exception {
    disk.failNext(-1, -1, 0);

    CONTENT.store(storage, key(CONTENT, "d/e/a"));

    assertThat(disk.fileForces).isEqualTo(1);
    // root for ann, ann for .auto-upload-partial, ann for d, d for e, e for a
    assertThat(disk.folderForces).isEqualTo(5);
  }

  @Test
  void laterFilesCostOneForceEach() throws Exception {
    CONTENT.store(storage, key(CONTENT, "d/a"));
    disk.failNext(-1, -1, 0);

    LARGE.store(storage, key(LARGE, "d/b"));

    assertThat(disk.fileForces).isEqualTo(1);
    assertThat(disk.folderForces).isEqualTo(1);
  }

  @Test
  void aFailedForceOfAFileIsNeverConfirmedAndTheUploadStartsAgain() throws Exception {
    int force = 0;
    do {
      disk.failNext(force, -1, 1);
      Optional<RefusalCode> refusal = upload(LARGE, "d/a");
      if (refusal.isEmpty()) {
        break;
      }
      assertThat(refusal).contains(RefusalCode.STORAGE_FAILED);
      assertThat(files()).as("force %d failed", force).isEmpty();
      assertThat(new StoreFolder(root).partials("ann")).as("force %d failed", force).isEmpty();
      force++;
    } while (force < 20);

    assertThat(force).isEqualTo(3); // checkpoint: data, log; commit: file
    assertThat(files()).containsExactly(Map.entry("d/a", LARGE));
  }

  @Test
  void aFailedForceOfAFolderTakesTheNameBack() throws Exception {
    CONTENT.store(storage, key(CONTENT, "first"));
    disk.failNext(-1, 0, 1);
    PartialUpload upload = storage.begin(key(LARGE, "a"), 0);
    LARGE.send(upload, LARGE.bytes().length);

    assertRefused(RefusalCode.STORAGE_FAILED, upload);

    assertThat(disk.folderForces).isEqualTo(2);
    assertThat(files()).containsOnlyKeys("first");
    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
    assertThat(upload(LARGE, "a")).isEmpty();
    assertThat(files()).containsOnlyKeys("first", "a");
  }

  private static void assertRefused(RefusalCode code, PartialUpload upload) {
    assertThatThrownBy(() -> upload.commit(LARGE.digest()))
        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void afterTwoFailedForcesNothingIsConfirmedUntilARestart() throws Exception {
    Receipt first = CONTENT.store(storage, key(CONTENT, "first"));
    PartialUpload other = storage.begin(key(LARGE, "other"), 0);
    LARGE.send(other, LARGE.bytes().length);
    disk.failNext(-1, 0, 2);

    assertThat(upload(CONTENT, "a")).contains(RefusalCode.STORAGE_FAILED);

    disk.failNext(-1, -1, 0);
    assertThat(upload(CONTENT, "b")).contains(RefusalCode.STORAGE_FAILED);
    assertRefused(RefusalCode.STORAGE_FAILED, other);
    assertThatThrownBy(
            () ->
                storage.prove(
                    key(CONTENT, "first").user(),
                    CONTENT.offer("first"),
                    CONTENT.digest(),
                    () -> true))
        .hasMessageContaining("restart");
    storage.close();
    storage = LocalStorage.open(root, disk);
    assertThat(CONTENT.finish(storage, key(CONTENT, "first"))).isEqualTo(first);
    assertThat(upload(CONTENT, "b")).isEmpty();
  }

  @Test
  void anyFailedForceOfAFolderMeansNoReceipt() throws Exception {
    int force = 0;
    do {
      disk.failNext(-1, force, 1);
      Optional<RefusalCode> refusal = upload(LARGE, "d/e/a");
      if (refusal.isEmpty()) {
        break;
      }
      assertThat(refusal).contains(RefusalCode.STORAGE_FAILED);
      assertThat(files()).as("force %d failed", force).isEmpty();
      storage.close();
      storage = LocalStorage.open(root, disk); // a restart has to force all folders again
      force++;
    } while (force < 20);

    assertThat(force).isGreaterThanOrEqualTo(6);
    assertThat(files()).containsExactly(Map.entry("d/e/a", LARGE));
  }

  @Test
  void aStoredFileThatCannotBeForcedIsReceivedAgain() throws Exception {
    CONTENT.store(storage, key(CONTENT, "a"));
    storage.close();
    storage = LocalStorage.open(root, disk);
    disk.failNext(0, -1, 1);

    assertThatThrownBy(
            () ->
                storage.prove(
                    key(CONTENT, "a").user(), CONTENT.offer("a"), CONTENT.digest(), () -> true))
        .isInstanceOf(StorageException.class);

    Receipt receipt = CONTENT.finish(storage, key(CONTENT, "a"));
    assertThat(receipt.storedName().value()).startsWith("a~");
    assertThat(files()).hasSize(2);
  }

  @Test
  void provingForcesFileAndFoldersOncePerProcess() throws Exception {
    CONTENT.store(storage, key(CONTENT, "d/a"));
    disk.failNext(-1, -1, 0);
    CONTENT.finish(storage, key(CONTENT, "d/a"));
    assertThat(disk.fileForces + disk.folderForces).isZero();
    storage.close();
    storage = LocalStorage.open(root, disk);
    disk.failNext(-1, -1, 0);

    CONTENT.finish(storage, key(CONTENT, "d/a"));

    assertThat(disk.fileForces).isEqualTo(1);
    assertThat(disk.folderForces).isEqualTo(3); // root for ann, ann for d, d for a
    CONTENT.finish(storage, key(CONTENT, "d/a"));
    assertThat(disk.fileForces + disk.folderForces).isEqualTo(4);
  }

  @Test
  void aFullDiskIsSaidSo() throws Exception {
    disk.reason = "No space left on device";
    disk.failNext(0, -1, 1);

    assertThat(upload(CONTENT, "a")).contains(RefusalCode.NO_SPACE);
    assertThat(files()).isEmpty();
    assertThat(upload(CONTENT, "a")).isEmpty();
  }

  @Test
  void publishesWithoutHardLinksAndStillOverwritesNothing() throws Exception {
    disk.links = false;
    TestContent second = TestContent.random(3, 5000);

    CONTENT.store(storage, key(CONTENT, "a"));
    CONTENT.store(storage, key(CONTENT, "a"));
    second.store(storage, key(second, "a"));

    assertThat(files()).hasSize(2).containsEntry("a", CONTENT).containsValue(second);
    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
  }

  @Test
  void withoutHardLinksAFailedFolderForceTakesTheNameBackToo() throws Exception {
    disk.links = false;
    CONTENT.store(storage, key(CONTENT, "first"));
    disk.failNext(-1, 0, 1);

    assertThatThrownBy(() -> LARGE.store(storage, key(LARGE, "a")))
        .isInstanceOf(StorageException.class);

    assertThat(files()).containsOnlyKeys("first");
    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
  }

  /** A renaming is a change of two folders, and a force of either that fails may give it up. */
  @Test
  void withoutHardLinksAFailedForceOfTheFolderItCameFromTakesTheNameBackToo() throws Exception {
    upload(CONTENT, "first"); // so that all folders are there
    disk.links = false;
    disk.failNext(-1, 2, 1); // after that of the checkpoint, and of the folder it came to

    assertThat(upload(CONTENT, "a")).contains(RefusalCode.STORAGE_FAILED);
    assertThat(files()).containsOnlyKeys("first");

    disk.failNext(-1, -1, 0);
    assertThat(upload(CONTENT, "a")).isEmpty();
    assertThat(files()).containsOnlyKeys("first", "a");
  }

  @Test
  void aWrongChunkIsCutOffDurably() throws Exception {
    TestContent three = TestContent.random(4, 3 * CHUNK);
    PartialUpload upload = storage.begin(key(three, "a"), 0);
    three.send(upload, CHUNK);
    disk.failNext(-1, -1, 0);
    upload.write(ByteBuffer.wrap(new byte[CHUNK]));

    assertThat(upload.endChunk(three.chunkDigest(2 * CHUNK))).isFalse();

    assertThat(disk.fileForces).isEqualTo(2);
    upload.close();
    assertThat(storage.partial(key(three, "a")).offset()).isEqualTo(CHUNK);
  }

  @Test
  void nobodyConfirmsAFileWhoseNameMayBeTakenBack() throws Exception {
    CONTENT.store(storage, key(CONTENT, "first"));
    disk.failNext(-1, 0, 1);
    disk.folders = new Semaphore(0);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<Optional<RefusalCode>> commit = threads.submit(() -> refusal("a"));
      await().atMost(PATIENCE).until(() -> files().containsKey("a"));
      AtomicReference<Thread> prover = new AtomicReference<>();
      Future<Optional<Receipt>> proof =
          threads.submit(
              () -> {
                prover.set(Thread.currentThread());
                return storage.prove(
                    key(CONTENT, "a").user(), CONTENT.offer("a"), CONTENT.digest(), () -> true);
              });
      await().atMost(PATIENCE).until(() -> prover.get() != null);
      await().atMost(PATIENCE).until(() -> prover.get().getState() == Thread.State.WAITING);

      disk.folders.release(1000);

      assertThat(commit.get()).contains(RefusalCode.STORAGE_FAILED);
      assertThat(proof.get()).isEmpty();
      assertThat(files()).containsOnlyKeys("first");
    } finally {
      disk.folders.release(1000);
      threads.shutdown();
    }
  }

  private Optional<RefusalCode> refusal(String name) {
    try {
      CONTENT.store(storage, key(CONTENT, name));
      return Optional.empty();
    } catch (StorageException e) {
      return Optional.of(e.code());
    }
  }
}
