package autoupload.server.storage.local;

import static autoupload.server.storage.TestContent.CHUNK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import autoupload.upload.UploadName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Path safety: no file lands outside its user's folder, whatever lies in the way. */
class LocalNamesTest {
  private static final TestContent CONTENT = TestContent.random(1, 5000);
  private static final TestContent SECOND = TestContent.random(2, 5000);
  private static final TestContent THIRD = TestContent.random(3, 5000);

  @TempDir private Path base;
  private Path root;
  private Path home;
  private Path outside;
  private LocalStorage storage;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(base.resolve("store"));
    outside = Files.createDirectory(base.resolve("outside"));
    home = root.resolve("ann");
    storage = LocalStorage.open(root);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static UploadKey key(TestContent content, String name) {
    return content.key("ann", ClientId.of(new byte[16]), name);
  }

  private static void assertConflict(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.NAME_CONFLICT));
  }

  private void assertNothingOutside() throws IOException {
    try (Stream<Path> paths = Files.list(outside)) {
      assertThat(paths).isEmpty();
    }
  }

  private Map<String, TestContent> files() throws IOException {
    return new StoreFolder(root).files("ann");
  }

  @Test
  void refusesAUserFolderThatIsALink() throws Exception {
    Files.createSymbolicLink(home, outside);

    assertConflict(() -> storage.begin(key(CONTENT, "a"), 0));
    assertConflict(() -> storage.mayHold(key(CONTENT, "a").user(), CONTENT.offer("a")));
    assertNothingOutside();
  }

  @Test
  void refusesAPartialFolderThatIsALink() throws Exception {
    Files.createDirectory(home);
    Files.createSymbolicLink(home.resolve(".auto-upload-partial"), outside);

    assertConflict(() -> storage.begin(key(CONTENT, "a"), 0));
    assertNothingOutside();
  }

  @Test
  void refusesAFolderOnTheWayThatIsALink() throws Exception {
    Files.createDirectories(home.resolve("d"));
    Files.createSymbolicLink(home.resolve("d/link"), outside);
    Files.write(outside.resolve("secret"), CONTENT.bytes());

    assertConflict(() -> storage.begin(key(CONTENT, "d/link/a"), 0));
    assertConflict(
        () ->
            storage.prove(
                key(CONTENT, "d/link/secret").user(),
                CONTENT.offer("d/link/secret"),
                CONTENT.digest(),
                () -> true));
    Files.delete(outside.resolve("secret"));
    assertNothingOutside();
  }

  @Test
  void refusesAFolderThatBecameALinkDuringTheUpload() throws Exception {
    Files.createDirectories(home.resolve("d"));
    PartialUpload upload = storage.begin(key(CONTENT, "d/a"), 0);
    CONTENT.send(upload, 5000);
    Files.delete(home.resolve("d"));
    Files.createSymbolicLink(home.resolve("d"), outside);

    assertConflict(() -> upload.commit(CONTENT.digest()));
    assertNothingOutside();
    assertThat(new StoreFolder(root).partials("ann")).isEmpty();
  }

  @Test
  void neverFollowsALinkThatHasTheFinalName() throws Exception {
    Files.createDirectory(home);
    Files.write(outside.resolve("secret"), CONTENT.bytes());
    Files.createSymbolicLink(home.resolve("a"), outside.resolve("secret"));

    assertConflict(() -> storage.begin(key(CONTENT, "a"), 0));
    assertThat(storage.mayHold(key(CONTENT, "a").user(), CONTENT.offer("a"))).isFalse();
    assertThat(
            storage.prove(
                key(CONTENT, "a").user(), CONTENT.offer("a"), CONTENT.digest(), () -> true))
        .isEmpty();
  }

  @Test
  void neverWritesThroughALinkInThePartialFolder() throws Exception {
    TestContent large = TestContent.random(4, CHUNK + 1000);
    try (PartialUpload upload = storage.begin(key(large, "a"), 0)) {
      large.send(upload, CHUNK);
    }
    for (Path path : new StoreFolder(root).partials("ann")) {
      Path target = outside.resolve(path.getFileName());
      Files.move(path, target);
      Files.createSymbolicLink(path, target);
    }

    assertThat(storage.partial(key(large, "a")).offset()).isZero();
    large.finish(storage, key(large, "a"));

    assertThat(files()).containsExactly(Map.entry("a", large));
    try (Stream<Path> paths = Files.list(outside)) {
      assertThat(paths).hasSize(2).noneMatch(path -> path.toFile().length() > CHUNK);
    }
  }

  @Test
  void refusesWhatLiesUnderAFile() throws Exception {
    CONTENT.store(storage, key(CONTENT, "a"));

    assertConflict(() -> storage.begin(key(SECOND, "a/b"), 0));
    assertThat(files()).containsExactly(Map.entry("a", CONTENT));
  }

  @Test
  void aFolderThatBecameAFileDuringTheUploadIsAConflict() throws Exception {
    PartialUpload upload = storage.begin(key(SECOND, "a/b"), 0);
    SECOND.send(upload, 5000);
    CONTENT.store(storage, key(CONTENT, "a"));

    assertConflict(() -> upload.commit(SECOND.digest()));
    storage.begin(key(SECOND, "a"), 0).discard();
    assertThat(files()).containsExactly(Map.entry("a", CONTENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"folder", "fifo"})
  void whatIsNoFileKeepsItsName(String kind) throws Exception {
    Files.createDirectory(home);
    PartialUpload upload = storage.begin(key(CONTENT, "a"), 0);
    CONTENT.send(upload, 5000);
    if (kind.equals("folder")) {
      Files.createDirectory(home.resolve("a"));
    } else {
      assertThat(new ProcessBuilder("mkfifo", home.resolve("a").toString()).start().waitFor())
          .isZero();
    }

    assertConflict(() -> upload.commit(CONTENT.digest()));
    assertConflict(() -> storage.begin(key(CONTENT, "a"), 0));
    assertThat(storage.mayHold(key(CONTENT, "a").user(), CONTENT.offer("a"))).isFalse();
    assertThat(files()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "notes.txt~",
        "a~b.c~d",
        "größe.mp4",
        "d/e.tar.gz",
        ".hidden",
        "\uD83D\uDE00\uD83D\uDE00"
      })
  void threeContentsOfAnyNameHaveThreeNames(String name) throws Exception {
    for (TestContent content : new TestContent[] {CONTENT, SECOND, THIRD}) {
      content.store(storage, key(content, name));
    }
    for (TestContent content : new TestContent[] {CONTENT, SECOND, THIRD}) {
      assertThat(storage.mayHold(key(content, name).user(), content.offer(name))).isTrue();
      content.finish(storage, key(content, name));
    }

    assertThat(files())
        .hasSize(3)
        .containsEntry(name, CONTENT)
        .containsEntry(variant(name, SECOND, 8), SECOND)
        .containsEntry(variant(name, THIRD, 8), THIRD);
  }

  private static String variant(String name, TestContent content, int digits) {
    return new UploadName(name).withVariant(content.digest().hex().substring(0, digits)).value();
  }

  @Test
  void theLongestNameHasVariantsToo() throws Exception {
    String name = "ä".repeat(125) + ".mp4";
    CONTENT.store(storage, key(CONTENT, name));

    String stored = SECOND.store(storage, key(SECOND, name)).storedName().value();

    assertThat(stored).endsWith("~" + SECOND.digest().hex().substring(0, 8) + ".mp4");
    assertThat(stored.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(255);
    assertThat(storage.mayHold(key(SECOND, name).user(), SECOND.offer(name))).isTrue();
    assertThat(SECOND.finish(storage, key(SECOND, name)).storedName().value()).isEqualTo(stored);
  }

  @Test
  void aNameWithoutRoomForAVariantIsAConflict() throws Exception {
    String name = ("x".repeat(202) + "/").repeat(5) + "name.txt"; // 12 bytes with 8 digits
    PartialUpload upload = storage.begin(key(SECOND, name), 0);
    CONTENT.store(storage, CONTENT.key("ann", ClientId.random(), name));
    SECOND.send(upload, 5000);

    assertConflict(() -> upload.commit(SECOND.digest()));
    assertConflict(() -> storage.begin(key(SECOND, name), 0));
    assertThatThrownBy(() -> storage.begin(key(SECOND, name), 0)).hasMessageContaining("shorten");
    assertThat(files()).containsExactly(Map.entry(name, CONTENT));
  }

  @Test
  void aNameAsLongAsCanBeHoldsASecondContentIfItsStemCanBeShortened() throws Exception {
    String folders = ("x".repeat(201) + "/").repeat(5);
    String name = folders + "long-name.text";
    assertThat(name).hasSize(UploadName.MAX_BYTES);
    CONTENT.store(storage, key(CONTENT, name));

    String stored = SECOND.store(storage, key(SECOND, name)).storedName().value();

    assertThat(stored).isEqualTo(folders + "~" + SECOND.digest().hex().substring(0, 8) + ".text");
    assertThat(storage.mayHold(key(SECOND, name).user(), SECOND.offer(name))).isTrue();
    assertThat(SECOND.finish(storage, key(SECOND, name)).storedName().value()).isEqualTo(stored);
  }

  @Test
  void aTakenVariantGetsMoreDigits() throws Exception {
    CONTENT.store(storage, key(CONTENT, "a.txt"));
    Files.write(home.resolve(variant("a.txt", SECOND, 8)), new byte[] {1});
    Files.createDirectory(home.resolve(variant("a.txt", SECOND, 16)));

    SECOND.store(storage, key(SECOND, "a.txt"));

    assertThat(files()).containsEntry(variant("a.txt", SECOND, 64), SECOND).hasSize(3);
    assertThat(SECOND.finish(storage, key(SECOND, "a.txt")).storedName().value())
        .isEqualTo(variant("a.txt", SECOND, 64));
  }

  @Test
  void aUserNamedLikeAnythingHasOneFolder() throws Exception {
    CONTENT.store(storage, CONTENT.key("Zoë von der Böe", ClientId.random(), "a"));

    assertThat(new StoreFolder(root).files("Zoë von der Böe"))
        .containsExactly(Map.entry("a", CONTENT));
  }
}
