package autoupload.server.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.server.storage.PartialUpload;
import autoupload.server.storage.StorageException;
import autoupload.server.storage.TestContent;
import autoupload.server.storage.UploadKey;
import autoupload.upload.ClientId;
import autoupload.upload.RefusalCode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Promise 24: the store is the folder that was opened. */
class HeldRootTest {
  private static final TestContent CONTENT = TestContent.random(1, 5000);
  private static final ClientId CLIENT = ClientId.of(new byte[16]);

  @TempDir private Path dir;
  private Path root;
  private Path aside;
  private LocalStorage storage;

  /** Replacement at the store's path while the store is away. */
  enum Instead {
    NOTHING,
    AN_EMPTY_FOLDER,
    ANOTHER_STORE,
    A_COPY,
    A_LINK_TO_A_COPY
  }

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(dir.toRealPath().resolve("store"));
    aside = root.resolveSibling("aside");
    storage = LocalStorage.open(root);
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private static UploadKey key(String name) {
    return CONTENT.key("ann", CLIENT, name);
  }

  private void moveAway(Instead instead) throws IOException {
    Files.move(root, aside);
    Path copy = root.resolveSibling("copy");
    switch (instead) {
      case NOTHING -> {}
      case AN_EMPTY_FOLDER -> Files.createDirectory(root);
      case ANOTHER_STORE -> {
        Files.createDirectory(root);
        LocalStorage.open(root).close();
      }
      case A_COPY -> copy(aside, root);
      case A_LINK_TO_A_COPY -> {
        copy(aside, copy);
        Files.createSymbolicLink(root, copy);
      }
      default -> throw new AssertionError(instead);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectory(to.resolve(from.relativize(folder)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            // not the lock: closing it would end this process's own lock
            if (!file.endsWith("lock")) {
              Files.copy(file, to.resolve(from.relativize(file)));
            } else {
              Files.createFile(to.resolve(from.relativize(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private List<String> below(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder.toRealPath())) {
      Path real = folder.toRealPath();
      return paths.map(path -> real.relativize(path).toString()).sorted().toList();
    }
  }

  private static void assertRefused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.code()).isEqualTo(RefusalCode.STORAGE_FAILED))
        .hasMessageContaining("moved, replaced or unmounted");
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsTakenWhileAnotherFolderHasItsPath(Instead instead) throws Exception {
    CONTENT.store(storage, key("stored"));
    PartialUpload open = storage.begin(key("open"), 0);
    CONTENT.send(open, CONTENT.bytes().length);
    PartialUpload other = storage.begin(key("other"), 0);
    CONTENT.send(other, 10);

    moveAway(instead);
    List<String> before = below(root);

    assertRefused(() -> storage.mayHold(key("new").user(), CONTENT.offer("new")));
    assertRefused(() -> storage.begin(key("new"), 0));
    assertRefused(() -> open.commit(CONTENT.digest()));
    assertRefused(this::proveStored);
    assertRefused(() -> storage.count(key("new").user()));
    assertThat(storage.sweep(storage.lease("sweep").orElseThrow(), Duration.ZERO)).isZero();
    other.close();
    assertThat(below(root)).isEqualTo(before);

    if (Files.isDirectory(root) && !Files.isSymbolicLink(root)) {
      Files.move(root, root.resolveSibling("gone"));
    } else {
      Files.deleteIfExists(root);
    }
    Files.move(aside, root);

    assertThat(proveStored()).isTrue();
    CONTENT.store(storage, key("open"));
    assertThat(new StoreFolder(root).files("ann")).containsOnlyKeys("stored", "open");
  }

  private boolean proveStored() throws IOException {
    return storage
        .prove(key("stored").user(), CONTENT.offer("stored"), CONTENT.digest(), () -> true)
        .isPresent();
  }

  /** Whoever removes the lock lets a second server in. */
  @Test
  void nothingIsTakenWithoutItsLock() throws Exception {
    Files.delete(root.resolve(".auto-upload/lock"));

    assertRefused(() -> storage.begin(key("new"), 0));
  }
}
