package autoupload.server.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** File systems that take several names for one folder, on real mounts. */
class FolderNamesTest {
  private static final TestContent CONTENT = TestContent.random(1, 5000);
  private static final TestContent OTHER = TestContent.random(2, 5000);

  @TempDir private Path dir;
  private Path root;
  private final Deque<Path> mounted = new ArrayDeque<>();
  private LocalStorage storage;

  @BeforeEach
  void makeRoot() throws IOException {
    root = Files.createDirectory(dir.toRealPath().resolve("store"));
  }

  @AfterEach
  void unmount() throws Exception {
    if (storage != null) {
      storage.close();
    }
    for (Path place : mounted) {
      run("umount", "-l", place.toString());
    }
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(2, TimeUnit.MINUTES) && process.exitValue() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private void mount(Path place, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(options));
    command.add(place.toString());
    assumeTrue(run(command.toArray(String[]::new)), "`mount` refuses " + command);
    mounted.push(place);
  }

  /** As FAT or exFAT, whichever this machine can mount: both fold case, and take few characters. */
  private void mountFat() throws Exception {
    Path image = dir.resolve("image");
    assumeTrue(run("truncate", "-s", "8M", image.toString()), "`truncate` is missing");
    if (run("mkfs.exfat", image.toString())) {
      for (String type : List.of("exfat", "exfat-fuse")) {
        if (run("mount", "-t", type, "-o", "loop", image.toString(), root.toString())) {
          mounted.push(root);
          return;
        }
      }
    }
    assumeTrue(run("mkfs.vfat", image.toString()), "neither exfatprogs nor dosfstools is there");
    mount(root, "-t", "vfat", "-o", "loop", image.toString());
  }

  private static UploadKey key(String user, String name) {
    return CONTENT.key(user, ClientId.of(new byte[16]), name);
  }

  private static void assertRefused(RefusalCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void twoUsersNeverShareAFolder() throws Exception {
    mountFat();
    storage = LocalStorage.open(root);
    CONTENT.store(storage, key("eve", "a"));
    for (boolean restarted : new boolean[] {false, true}) {
      if (restarted) {
        storage.close();
        storage = LocalStorage.open(root);
      }
      assertRefused(
          RefusalCode.STORAGE_FAILED, () -> storage.begin(key("EVE", "b" + restarted), 0));
      assertRefused(
          RefusalCode.STORAGE_FAILED,
          () ->
              storage.prove(
                  key("EVE", "a").user(), CONTENT.offer("a"), CONTENT.digest(), () -> true));
      CONTENT.store(storage, key("eve", "c" + restarted));
    }
    CONTENT.store(storage, key("Adam", "a"));
    assertThat(new StoreFolder(root).files("eve")).containsOnlyKeys("a", "cfalse", "ctrue");
  }

  @Test
  void filesWhoseNamesDifferInCaseAreBothKept() throws Exception {
    mountFat();
    storage = LocalStorage.open(root);

    CONTENT.store(storage, key("ann", "a.bin"));
    OTHER.store(storage, OTHER.key("ann", ClientId.of(new byte[16]), "A.bin"));
    assertThat(CONTENT.store(storage, key("ann", "A.BIN")).digest()).isEqualTo(CONTENT.digest());

    assertThat(new StoreFolder(root).files("ann").values())
        .containsExactlyInAnyOrder(CONTENT, OTHER);
  }

  /** FAT has short names for its long ones, such as {@code AUTO-U~1}. */
  @Test
  void noShortNameLeadsToAFolderOfAutoUpload() throws Exception {
    mountFat();
    storage = LocalStorage.open(root);
    CONTENT.store(storage, key("ann", "a"));
    for (int number = 1; number < 5; number++) {
      try {
        CONTENT.store(storage, key("ann", "AUTO-U~" + number + "/clip.part"));
      } catch (StorageException e) {
        assertThat(e.code()).isIn(RefusalCode.NAME_INVALID, RefusalCode.NAME_CONFLICT);
      }
    }
    assertNothingAmongOurs();
  }

  /** The same where FAT is not to be had: other names for the same folders. */
  @Test
  void noOtherNameLeadsToAFolderOfAutoUpload() throws Exception {
    storage = LocalStorage.open(root);
    CONTENT.store(storage, key("ann", "a"));
    storage.close();
    bind(".auto-upload", ".AUTO-UPLOAD"); // by which the store is found to be such a one
    bind("ann/.auto-upload-partial", "ann/AUTO-U~1");
    bind("ann/.auto-upload", "ann/AUTO-U~2");
    storage = LocalStorage.open(root);

    for (String name : List.of("AUTO-U~1/clip.part", "AUTO-U~2/x", "AUTO-U~1/d/x")) {
      assertRefused(RefusalCode.NAME_INVALID, () -> storage.begin(key("ann", name), 0));
      assertRefused(
          RefusalCode.NAME_INVALID,
          () -> storage.mayHold(key("ann", name).user(), CONTENT.offer(name)));
    }
    assertNothingAmongOurs();
  }

  private void bind(String folder, String name) throws Exception {
    Path place = Files.createDirectory(root.resolve(name));
    mount(place, "--bind", root.resolve(folder).toString());
  }

  private void assertNothingAmongOurs() throws IOException {
    for (String folder : List.of("ann/.auto-upload-partial", "ann/.auto-upload", ".auto-upload")) {
      try (Stream<Path> paths = Files.list(root.resolve(folder))) {
        assertThat(paths.map(path -> path.getFileName().toString()))
            .isSubsetOf(".auto-upload-store-id", "store-id", "lock");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"10:30.mp4", "day: one/clip.mp4", "what?", "a*b", "a|b<c>"})
  void aNameThatTheFileSystemCannotHoldIsRefusedBeforeItsBytes(String name) throws Exception {
    mountFat();
    storage = LocalStorage.open(root);

    for (int i = 0; i < 2; i++) {
      assertRefused(RefusalCode.NAME_INVALID, () -> storage.partial(key("ann", name)));
      assertRefused(RefusalCode.NAME_INVALID, () -> storage.begin(key("ann", name), 0));
    }
    CONTENT.store(storage, key("ann", "10.30.mp4"));
    assertThat(new StoreFolder(root).files("ann")).containsOnlyKeys("10.30.mp4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10:30.mp4", "what?", "end.", "end ", "a\\b/\"c\"|<>*"})
  void elsewhereTheSameNamesAreStored(String name) throws Exception {
    storage = LocalStorage.open(root);

    CONTENT.store(storage, key("ann", name));

    assertThat(new StoreFolder(root).files("ann")).containsOnlyKeys(name);
  }
}
