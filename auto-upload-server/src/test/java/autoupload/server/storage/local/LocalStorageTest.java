package autoupload.server.storage.local;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.operator.OperatorError;
import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.Prefix;
import autoupload.server.storage.Storage;
import autoupload.server.storage.StorageContract;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.Usage;
import autoupload.upload.Receipt;
import autoupload.upload.RefusalCode;
import autoupload.upload.ReservedNames;
import autoupload.upload.StoreId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalStorageTest extends StorageContract {
  @TempDir private Path root;

  @Override
  protected Storage openStorage() {
    return LocalStorage.open(root);
  }

  @Override
  protected Map<String, TestContent> storedFiles(String user) throws IOException {
    return new StoreFolder(root).files(user);
  }

  @Override
  protected void damagePartial(String user, long offset) throws IOException {
    new StoreFolder(root).damagePartial(user, offset);
  }

  @Test
  void keepsTheModificationTime() throws Exception {
    SMALL.store(storage, key(SMALL, "a"));

    assertThat(Files.getLastModifiedTime(root.resolve("ann/a")).toInstant())
        .isEqualTo(TestContent.MODIFIED);
  }

  @Test
  void nobodyElseMayReadWhatItKeeps() throws Exception {
    leavePartial(LARGE, key(LARGE, "b"), CHUNK);
    SMALL.store(storage, key(SMALL, "d/a"));

    assertThat(permissions("ann")).isSubsetOf(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(permissions("ann/d")).isSubsetOf(PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(permissions("ann/d/a")).isSubsetOf(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(permissions("ann/.auto-upload-partial"))
        .isSubsetOf(PosixFilePermissions.fromString("rwx------"));
    assertThat(new StoreFolder(root).partials("ann"))
        .hasSize(2)
        .allSatisfy(
            path ->
                assertThat(Files.getPosixFilePermissions(path))
                    .isSubsetOf(PosixFilePermissions.fromString("rw-r-----")));
  }

  private Set<PosixFilePermission> permissions(String path) throws IOException {
    return Files.getPosixFilePermissions(root.resolve(path));
  }

  @Test
  void keepsItsIdWhereAClientOnThisMachineLooks() throws Exception {
    assertThat(Files.readString(root.resolve(ReservedNames.STORE_ID)).strip())
        .isEqualTo(storage.id().hex());
  }

  @Test
  void marksEachUsersFolderAndRenewsWhatIsNoMarkOfIt() throws Exception {
    SMALL.store(storage, key(SMALL, "a"));
    Path mark = root.resolve("ann").resolve(ReservedNames.STORE_ID);
    String line = Files.readString(root.resolve(ReservedNames.STORE_ID));
    assertThat(mark).hasContent(line);
    assertThat(((LocalStorage) storage).count(key(SMALL, "a").user()))
        .as("it takes nothing of the quota")
        .isEqualTo(Usage.ofFile(SMALL.bytes().length));

    for (String other : new String[] {"", StoreId.random().hex() + "\n"}) {
      storage.close();
      Files.writeString(mark, other);
      storage = openStorage();
      assertThat(mark).hasContent(line);
    }
    Files.delete(mark);
    SMALL.store(storage, key(SMALL, "b"));
    assertThat(mark).hasContent(line);
  }

  private void assertMarked(String... folders) {
    for (String folder : folders) {
      assertThat(root.resolve(folder).resolve(ReservedNames.STORE_MARK))
          .as(folder)
          .hasContent(storage.id().hex() + "\n");
    }
  }

  /** Any of them may be all that a client sees of the store. */
  @Test
  void everyFolderItMakesHasTheStoresMark() throws Exception {
    SMALL.store(storage, key(SMALL, "d/e/a"));
    leavePartial(LARGE, key(LARGE, "d/b"), CHUNK);

    assertMarked("ann", "ann/d", "ann/d/e", "ann/.auto-upload-partial", ".auto-upload");
    assertThat(
            Files.getAttribute(
                root.resolve("ann/d/e").resolve(ReservedNames.STORE_MARK), "unix:ino"))
        .as("it takes no inode where there are hard links")
        .isEqualTo(
            Files.getAttribute(root.resolve("ann").resolve(ReservedNames.STORE_MARK), "unix:ino"));
    assertThat(((LocalStorage) storage).count(key(SMALL, "a").user()))
        .as("it takes nothing of the quota")
        .isEqualTo(
            Usage.ofFile(SMALL.bytes().length).plus(Usage.ofFile(CHUNK)).plus(Usage.ofFolders(2)));
  }

  /** As where its folder is older than the marks, came from another store, or was put back. */
  @ParameterizedTest
  @ValueSource(strings = {"none", "", "0123456789abcdef0123456789abcdef\n"})
  void noReceiptIsGivenForAFileInAFolderWithoutAMark(String before) throws Exception {
    SMALL.store(storage, key(SMALL, "d/a"));
    for (boolean restarted : new boolean[] {false, true}) {
      Path mark = root.resolve("ann/d").resolve(ReservedNames.STORE_MARK);
      Files.delete(mark);
      if (!before.equals("none")) {
        Files.writeString(mark, before);
      }
      if (restarted) {
        reopen();
      }

      assertThat(prove(SMALL, "d/a")).isPresent();

      assertMarked("ann/d");
    }
  }

  /** As when another store's folder is copied over this one's, in place. */
  @Test
  void whatIsWrittenIntoAMarkChangesNeitherTheStoresIdNorTheOtherMarks() throws Exception {
    SMALL.store(storage, key(SMALL, "d/a"));
    SMALL.store(storage, key(SMALL, "e/a"));
    StoreId before = storage.id();
    Files.writeString(
        root.resolve("ann/d").resolve(ReservedNames.STORE_MARK), StoreId.random().hex() + "\n");

    for (boolean restarted : new boolean[] {false, true}) {
      if (restarted) {
        reopen();
      }
      assertThat(prove(SMALL, "d/a")).isPresent();
      assertThat(prove(SMALL, "e/a")).isPresent();
      SMALL.store(storage, key(SMALL, "d/b" + restarted));

      assertThat(storage.id()).isEqualTo(before);
      assertMarked("ann", "ann/d", "ann/e", ".auto-upload");
    }
  }

  private Optional<Receipt> prove(TestContent content, String name) throws Exception {
    return storage.prove(
        key(content, name).user(), content.offer(name), content.digest(), () -> true);
  }

  @Test
  void whereAMarkCannotBeMadeThereIsNoReceipt() throws Exception {
    SMALL.store(storage, key(SMALL, "d/a"));
    Path mark = root.resolve("ann/d").resolve(ReservedNames.STORE_MARK);
    Files.delete(mark);
    Files.createDirectories(mark.resolve("in the way"));

    for (Executable receipt :
        List.<Executable>of(
            () -> prove(SMALL, "d/a"), () -> SMALL.store(storage, key(SMALL, "d/b")))) {
      assertThatThrownBy(receipt::execute)
          .isInstanceOfSatisfying(
              StorageException.class,
              e -> assertThat(e.code()).isEqualTo(RefusalCode.STORAGE_FAILED));
    }
    assertThat(storedFiles("ann")).containsOnlyKeys("d/a");
  }

  @Test
  void aSecondServerOnTheStoreRefusesToStart() throws Exception {
    Path link = Files.createSymbolicLink(root.resolveSibling(root.getFileName() + "-link"), root);
    try {
      for (Path path : new Path[] {root, link}) {
        assertThatThrownBy(() -> LocalStorage.open(path))
            .isInstanceOf(OperatorError.class)
            .hasMessageContaining("another server");
      }
    } finally {
      Files.delete(link);
    }
    SMALL.store(storage, key(SMALL, "a"));
  }

  @Test
  void saysWhatIsWrongWithTheFolder(@TempDir Path other) throws Exception {
    assertThatThrownBy(() -> LocalStorage.open(other.resolve("missing")))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("does not exist");
    Path file = Files.createFile(other.resolve("file"));
    assertThatThrownBy(() -> LocalStorage.open(file)).isInstanceOf(OperatorError.class);
    LocalStorage.open(other).close();
    Files.writeString(other.resolve(ReservedNames.STORE_ID), "garbage");
    assertThatThrownBy(() -> LocalStorage.open(other))
        .isInstanceOf(OperatorError.class)
        .hasMessageContaining("damaged");
    Files.delete(other.resolve(ReservedNames.STORE_ID));
    LocalStorage.open(other).close();
  }

  @Test
  void aSmallFileLeavesNothingButItself() throws Exception {
    SMALL.store(storage, key(SMALL, "a"));

    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
  }

  @Test
  void neverWritesAPartialThatHasAFinalName() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    Path part = onlyPart();
    Path published = Files.createLink(root.resolve("ann/published"), part);
    byte[] before = Files.readAllBytes(published);

    assertThat(storage.partial(key(LARGE, "a"))).isEqualTo(Prefix.NONE);
    LARGE.finish(storage, key(LARGE, "a"));

    assertThat(Files.readAllBytes(published)).isEqualTo(before);
  }

  @Test
  void startRemovesTheTemporaryNameOfAPublishedFile() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    Files.createLink(root.resolve("ann/published"), onlyPart());

    reopen();

    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
    assertThat(root.resolve("ann/published")).exists();
  }

  private Path onlyPart() throws IOException {
    return new StoreFolder(root)
        .partials("ann").stream().filter(p -> p.toString().endsWith(".part")).findFirst().get();
  }

  @Test
  void cutsBytesThatWereNeverDurable() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK + 1000);
    Files.write(onlyPart(), new byte[5000], StandardOpenOption.APPEND);
    reopen();

    assertThat(storage.partial(key(LARGE, "a")).offset()).isEqualTo(CHUNK + 1000);
    LARGE.finish(storage, key(LARGE, "a"));

    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void startsAgainWhenDataOrLogIsLost() throws Exception {
    leavePartial(LARGE, key(LARGE, "a"), CHUNK);
    try (var file = FileChannel.open(onlyPart(), StandardOpenOption.WRITE)) {
      file.truncate(CHUNK - 1);
    }
    leavePartial(LARGE, key(LARGE, "b"), CHUNK);
    for (Path path : new StoreFolder(root).partials("ann")) {
      if (path.toString().endsWith(".log")) {
        Files.delete(path);
      }
    }

    for (String name : new String[] {"a", "b"}) {
      assertThat(storage.partial(key(LARGE, name))).isEqualTo(Prefix.NONE);
      LARGE.finish(storage, key(LARGE, name));
    }

    assertThat(storedFiles("ann")).containsOnlyKeys("a", "b").containsValue(LARGE);
    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
  }

  @Test
  void sweepsWhatWasNotWrittenForLong() throws Exception {
    leavePartial(LARGE, key(LARGE, "old"), CHUNK);
    for (Path path : new StoreFolder(root).partials("ann")) {
      Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(Duration.ofDays(8))));
    }
    leavePartial(LARGE, key(LARGE, "new"), CHUNK);
    SMALL.store(storage, key(SMALL, "stored"));

    assertThat(sweep(Storage.ABANDONED_AFTER)).isEqualTo(1);

    assertThat(storage.partial(key(LARGE, "old"))).isEqualTo(Prefix.NONE);
    assertThat(storage.partial(key(LARGE, "new")).offset()).isEqualTo(CHUNK);
    assertThat(storedFiles("ann")).containsOnlyKeys("stored");
  }

  @Test
  void doesNotSweepAnUploadUnderWay() throws Exception {
    try (PartialUpload upload = storage.begin(key(LARGE, "a"), 0)) {
      LARGE.send(upload, CHUNK);
      upload.checkpoint();
      for (Path path : new StoreFolder(root).partials("ann")) {
        Files.setLastModifiedTime(path, FileTime.from(Instant.EPOCH));
      }

      assertThat(sweep(Duration.ZERO)).isZero();

      LARGE.send(upload, LARGE.bytes().length);
      upload.commit(LARGE.digest());
    }
    assertThat(storedFiles("ann")).containsExactly(Map.entry("a", LARGE));
  }

  @Test
  void doesNotProveAFileThatWasChangedByHand() throws Exception {
    SMALL.store(storage, key(SMALL, "a"));
    Path file = root.resolve("ann/a");
    byte[] changed = SMALL.bytes().clone();
    changed[17]++;
    Files.write(file, changed);
    Files.setLastModifiedTime(file, FileTime.from(TestContent.MODIFIED));

    assertThat(storage.prove(key(SMALL, "a").user(), SMALL.offer("a"), SMALL.digest(), () -> true))
        .isEmpty();
    assertThat(SMALL.store(storage, key(SMALL, "a")).storedName().value()).startsWith("a~");
  }
}
