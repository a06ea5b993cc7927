package autoupload.server.storage.quota;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.cli.ByteSize;
import autoupload.credentials.Quota;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageContract;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.server.storage.Usage;
import autoupload.server.storage.local.LocalStorage;
import autoupload.server.storage.local.StoreFolder;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadName;
import autoupload.upload.UploadOffer;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage contract under a quota: the limits change nothing for uploads within them. */
class QuotaStorageTest extends StorageContract {
  private static final UserName ANN = new UserName("ann");
  private static final TestContent ALIKE = TestContent.random(3, 20_000);

  @TempDir private Path root;
  private final AtomicLong nanos = new AtomicLong();
  private Quota quota = new Quota(Optional.of(ByteSize.parse("1G")), Optional.empty());

  @Override
  protected Storage openStorage() {
    LocalStorage local = LocalStorage.open(root);
    MinFree all = new MinFree(Optional.of(new ByteSize(0)));
    return new QuotaStorage(local, local, user -> quota, all, Runnable::run, nanos::get);
  }

  @Override
  protected Map<String, TestContent> storedFiles(String user) throws IOException {
    return new StoreFolder(root).files(user);
  }

  @Override
  protected void damagePartial(String user, long offset) throws IOException {
    new StoreFolder(root).damagePartial(user, offset);
  }

  private void quota(long bytes) {
    quota = new Quota(Optional.of(new ByteSize(bytes)), Optional.empty());
  }

  /** Of a stored file. */
  private static long cost(TestContent content) {
    return Usage.ofFile(content.bytes().length).bytes();
  }

  private long left() {
    return storage.quotaLeft(ANN).orElseThrow();
  }

  private void wait(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void refusesWhatIsMoreThanTheQuotaLeaves() throws Exception {
    quota(cost(SMALL) + 3 * Usage.BLOCK);
    SMALL.store(storage, key(SMALL, "a"));

    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(ALIKE, "b"), 0));

    assertThat(left()).isEqualTo(3 * Usage.BLOCK);
    assertThat(storedFiles("ann")).containsOnlyKeys("a");
    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
    TestContent rest = TestContent.random(4, 10_000); // three blocks, the last not full
    rest.store(storage, key(rest, "c"));
    assertThat(left()).isZero();
  }

  @Test
  void aQuotaIsOneUsersAndMayBeRaisedAtAnyTime() throws Exception {
    quota(30_000);
    SMALL.store(storage, key(SMALL, "a"));
    SMALL.store(storage, SMALL.key("bob", CLIENT, "a"));
    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(ALIKE, "b"), 0));

    quota(2 * cost(SMALL));
    ALIKE.store(storage, key(ALIKE, "b"));
    quota = Quota.NONE;

    assertThat(storage.quotaLeft(ANN)).isEmpty();
    LARGE.store(storage, key(LARGE, "c"));
    assertThat(storedFiles("ann")).hasSize(3);
  }

  @Test
  void countsWhatIsThereAfterARestart() throws Exception {
    SMALL.store(storage, key(SMALL, "d/a"));
    leavePartial(LARGE, key(LARGE, "b"), CHUNK);
    reopen();
    quota(CHUNK + cost(SMALL) + 3 * Usage.BLOCK);

    assertThat(left()).as("the folder takes one").isEqualTo(2 * Usage.BLOCK);
    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(ALIKE, "c"), 0));
  }

  @Test
  void noTwoUploadsFitTheSameRoom() throws Exception {
    quota(cost(SMALL) + 10_000);
    PartialUpload first = storage.begin(key(SMALL, "a"), 0);

    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(ALIKE, "b"), 0));
    assertThat(left()).isEqualTo(10_000);
    first.discard();

    assertThat(left()).isEqualTo(cost(SMALL) + 10_000);
    ALIKE.store(storage, key(ALIKE, "b"));
  }

  @Test
  void ofManyAtOnceAsManyAreStoredAsFit() throws Exception {
    quota(6 * cost(SMALL) - 1);
    List<TestContent> contents = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      contents.add(TestContent.random(100 + i, 20_000));
    }

    List<Boolean> stored =
        allAtOnce(
            contents,
            content -> {
              try {
                content.store(storage, key(content, "f" + contents.indexOf(content)));
                return true;
              } catch (StorageException e) {
                assertThat(e.code()).isEqualTo(RefusalCode.QUOTA);
                return false;
              }
            });

    assertThat(stored).filteredOn(done -> done).hasSize(5);
    assertThat(storedFiles("ann")).hasSize(5);
    assertThat(left()).isEqualTo(cost(SMALL) - 1);
  }

  @Test
  void anInterruptedUploadGoesOnInItsOwnRoom() throws Exception {
    quota(cost(LARGE));
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    assertThat(left()).isEqualTo(cost(LARGE) - CHUNK);

    LARGE.finish(storage, key(LARGE, "a"));

    assertThat(left()).isZero();
  }

  @Test
  void anotherClientGoesOnWithItInThatRoomToo() throws Exception {
    quota(cost(LARGE));
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);

    LARGE.finish(storage, LARGE.key("ann", OTHER_CLIENT, "a"));

    assertThat(left()).isZero();
  }

  @Test
  void whatAnotherClientCouldNotFinishStillCounts() throws Exception {
    quota(cost(LARGE));
    leavePartial(LARGE, key(LARGE, "a"), 2 * CHUNK);
    PartialUpload upload = storage.begin(LARGE.key("ann", OTHER_CLIENT, "a"), 2 * CHUNK);
    LARGE.send(upload, LARGE.bytes().length);
    assertRefused(RefusalCode.CONTENT_MISMATCH, () -> upload.commit(SMALL.digest()));

    assertThat(left()).isEqualTo(cost(LARGE) - 2 * CHUNK);
  }

  @Test
  void whatANewerUploadReplacesMakesRoomForIt() throws Exception {
    quota(cost(LARGE));
    leavePartial(LARGE, key(LARGE, "a"), CHUNK + 5);
    TestContent newer = TestContent.random(9, LARGE.bytes().length);

    newer.store(storage, key(newer, "a"));

    assertThat(left()).isZero();
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", newer));
  }

  @Test
  void aRefusalTakesNothingAway() throws Exception {
    quota(cost(LARGE));
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    TestContent larger = TestContent.random(9, (int) cost(LARGE) + 1);

    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(larger, "a"), 0));

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK);
    assertThat(left()).isEqualTo(cost(LARGE) - CHUNK);
  }

  @Test
  void anUploadThatCannotBeginKeepsNoRoom() throws Exception {
    quota(cost(LARGE));
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);

    assertRefused(RefusalCode.RESUME_MISMATCH, () -> storage.begin(key(LARGE, "a"), CHUNK - 1));

    assertThat(left()).isEqualTo(cost(LARGE) - CHUNK);
    LARGE.finish(storage, key(LARGE, "a"));
  }

  @Test
  void anUploadUnderWayIsCountedOnce() throws Exception {
    quota(cost(LARGE) + cost(SMALL) - 1);
    PartialUpload upload = storage.begin(key(LARGE, "a"), 0);
    LARGE.send(upload, CHUNK);
    wait(Duration.ofSeconds(11));

    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(SMALL, "b"), 0)); // counts before

    assertThat(left()).isEqualTo(cost(SMALL) - 1);
    upload.close();
  }

  @Test
  void whatTheOperatorRemovedIsNoticedBeforeARefusal() throws Exception {
    quota(30_000);
    SMALL.store(storage, key(SMALL, "a"));
    Files.delete(root.resolve("ann/a"));
    wait(Duration.ofSeconds(11));

    ALIKE.store(storage, key(ALIKE, "b"));

    assertThat(left()).isEqualTo(30_000 - cost(ALIKE));
  }

  @Test
  void whatTheOperatorAddedIsNoticedWithinTheHour() throws Exception {
    quota(cost(SMALL) + 5 * Usage.BLOCK);
    SMALL.store(storage, key(SMALL, "a"));
    Files.write(root.resolve("ann/by-hand"), new byte[9_000]);
    TestContent tiny = TestContent.random(5, 100);
    wait(Duration.ofMinutes(61));

    tiny.store(storage, key(tiny, "c")); // looks while this goes on

    assertThat(left()).isEqualTo(Usage.BLOCK);
  }

  @Test
  void aContentThatIsThereAlreadyTakesItsRoomOnce() throws Exception {
    quota(50_000);
    SMALL.store(storage, key(SMALL, "a"));
    SMALL.store(storage, key(SMALL, "a"));
    wait(Duration.ofSeconds(11));

    ALIKE.store(storage, key(ALIKE, "b"));

    assertThat(storedFiles("ann")).hasSize(2);
  }

  @Test
  void aQuotaThatIsLoweredEndsAnUploadAndKeepsWhatCame() throws Exception {
    PartialUpload upload = storage.begin(key(LARGE, "a"), 0);
    LARGE.send(upload, CHUNK);
    storage.quotaLeft(ANN); // counted
    quota(CHUNK);

    assertRefused(RefusalCode.QUOTA, () -> LARGE.send(upload, 2 * CHUNK));
    upload.close();

    assertThat(storage.partial(key(LARGE, "a")).offset()).isGreaterThanOrEqualTo(CHUNK);
    assertThat(storedFiles("ann")).isEmpty();
    quota(cost(LARGE));
    LARGE.finish(storage, key(LARGE, "a"));
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void linksAndWhatTheyLeadToAreNotCounted(@TempDir Path elsewhere) throws Exception {
    Files.write(elsewhere.resolve("large"), new byte[50_000]);
    Files.createDirectories(root.resolve("ann"));
    Files.createSymbolicLink(root.resolve("ann/folder"), elsewhere);
    Files.createSymbolicLink(root.resolve("ann/file"), elsewhere.resolve("large"));
    quota(30_000);

    assertThat(left()).isEqualTo(30_000);
  }

  /** Or every inode of the disk could be had for a quota of a megabyte. */
  @Test
  void emptyFilesAreNotFree() throws Exception {
    TestContent empty = TestContent.random(1, 0);
    quota(3 * Usage.BLOCK);
    for (String name : List.of("a", "b", "c")) {
      empty.store(storage, key(empty, name));
    }

    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(empty, "d"), 0));

    reopen();
    assertThat(left()).isZero();
    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(empty, "d"), 0));
  }

  @Test
  void foldersAreNotFreeEither() throws Exception {
    TestContent tiny = TestContent.random(1, 1);
    quota(5 * Usage.BLOCK);
    tiny.store(storage, key(tiny, "a/b/c/file"));
    assertThat(left()).isEqualTo(Usage.BLOCK);

    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(tiny, "a/b/new/file"), 0));
    assertThat(root.resolve("ann/a/b/new")).doesNotExist();

    tiny.store(storage, key(tiny, "a/b/c/other"));
    reopen();
    assertThat(left()).isZero();
  }

  @Test
  void filesAndFoldersHaveAQuotaOfTheirOwn() throws Exception {
    quota = new Quota(Optional.empty(), Optional.of(4L));
    assertThat(storage.quotaLeft(ANN)).isEmpty();
    SMALL.store(storage, key(SMALL, "d/a"));
    SMALL.store(storage, key(SMALL, "d/b"));

    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(SMALL, "e/c"), 0));
    LARGE.store(storage, key(LARGE, "d/c"));

    reopen();
    assertThat(left()).isZero();
    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(SMALL, "d/d"), 0));
    LARGE.store(storage, LARGE.key("bob", CLIENT, "a"));
  }

  @Test
  void anInterruptedUploadIsOneFileUntilItsEnd() throws Exception {
    quota = new Quota(Optional.empty(), Optional.of(1L));
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    assertRefused(RefusalCode.QUOTA, () -> storage.begin(key(SMALL, "b"), 0));

    LARGE.finish(storage, key(LARGE, "a"));

    assertThat(storedFiles("ann")).containsOnlyKeys("a");
  }

  @Test
  void refusesAtOnceWhatCannotFitTheDisk() throws Exception {
    quota = Quota.NONE;
    long tooLarge = root.toFile().getTotalSpace() * 2;
    var offer = new UploadOffer(new UploadName("a"), tooLarge, TestContent.MODIFIED);

    assertRefused(RefusalCode.NO_SPACE, () -> storage.begin(new UploadKey(ANN, CLIENT, offer), 0));

    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
  }

  /** A disk in memory of 8 MiB and 60 inodes. */
  @Test
  void whenInodesRunOutItIsRefusedAndSomeStayFree(@TempDir Path mount) throws Exception {
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=60", "tmpfs", mount.toString()) == 0,
        "`mount` is not allowed here");
    try (LocalStorage local = LocalStorage.open(mount);
        Storage bounded = new QuotaStorage(local, local, user -> quota, MinFree.DEFAULT)) {
      TestContent empty = TestContent.random(1, 0);
      int stored = 0;
      StorageException refusal = null;
      while (refusal == null && stored < 60) {
        try {
          empty.store(bounded, key(empty, "f" + stored));
          stored++;
        } catch (StorageException e) {
          refusal = e;
        }
      }

      assertThat(refusal.code()).isEqualTo(RefusalCode.NO_SPACE);
      assertThat(refusal).hasMessageContaining("more files");
      assertThat(stored).isBetween(30, 57);
      for (int i = 0; i < 3; i++) {
        Files.createFile(mount.resolve("left" + i)); // 5 % of 60
      }
    } finally {
      run("umount", "-l", mount.toString());
    }
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      return -1; // there is no such command
    }
  }
}
