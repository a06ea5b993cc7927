package autoupload.client.dispose;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.erase.ErasePoint;
import autoupload.erase.Eraser;
import autoupload.failpoint.AtPoint;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two clients on one source: what one has parked or is erasing the other finds there, and may take
 * for a leftover. Whatever comes of it, no file is ever seen with other bytes than it had.
 */
@SuppressWarnings("try") // that it is closed is what counts
class TwoClientsTest {
  private static final String CONTENT = "what the camera recorded ".repeat(100_000);
  private static final String LONG = "x".repeat(251) + ".mp4";

  @TempDir private Path temporary;
  private Path folder;

  private final Eraser one = new Eraser();
  private final Eraser other = new Eraser();

  @BeforeEach
  void makeFiles() throws IOException {
    folder = temporary.toRealPath();
    for (String name : List.of("video.mp4", LONG)) {
      Files.writeString(folder.resolve(name), CONTENT);
    }
  }

  private List<Path> entries() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.sorted().toList();
    }
  }

  private static boolean isReserved(Path path) {
    return path.getFileName().toString().startsWith(ReservedNames.PREFIX);
  }

  private void finishAll() throws IOException {
    for (Path path : entries()) {
      if (isReserved(path)) {
        other.finish(path);
      }
    }
  }

  /** Those that a user sees, all of them whole. */
  private Map<String, Path> files() throws IOException {
    Map<String, Path> found = new TreeMap<>();
    for (Path path : entries()) {
      if (!isReserved(path)) {
        assertThat(path).hasContent(CONTENT);
        found.put(path.getFileName().toString(), path);
      }
    }
    return found;
  }

  private static boolean erase(Eraser eraser, Path file) {
    try {
      return eraser.erase(file, (renamed, held) -> held.links() == 1);
    } catch (IOException e) {
      return false; // the other was faster
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOtherFinishesThereIsWholeOrGone(ErasePoint point) throws IOException {
    for (Path file : List.copyOf(files().values())) {
      boolean erased;
      try (AtPoint at = AtPoint.of(point, 1, this::finishAll)) {
        erased = erase(one, file);
      }
      files();
      finishAll();
      assertThat(Files.exists(file)).as("it is there").isEqualTo(!erased);
    }
    assertThat(entries()).as("left").noneMatch(TwoClientsTest::isReserved);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheOtherErasesMeanwhileIsWholeOrGone(ErasePoint point) throws IOException {
    for (Path file : List.copyOf(files().values())) {
      try (AtPoint at =
          AtPoint.of(
              point,
              1,
              () -> {
                finishAll();
                erase(other, file);
              })) {
        erase(one, file);
      }
      files();
      finishAll();
    }
    files();
    assertThat(entries()).as("left").noneMatch(TwoClientsTest::isReserved);
  }

  /** The first half of the other's putting back; the second is that the other name goes. */
  @ParameterizedTest
  @EnumSource(names = {"PARKED", "LAST_LOOKED", "MARKED", "MARK_FORCED"})
  void aFileThatGetsItsNameBackBetweenTheLooksIsKept(ErasePoint point) throws IOException {
    Path file = folder.resolve("video.mp4");
    boolean erased;
    try (AtPoint at = AtPoint.of(point, 1, () -> Files.createLink(file, reserved()))) {
      erased = erase(one, file);
    }

    assertThat(erased).isFalse();
    assertThat(files()).containsOnlyKeys("video.mp4", LONG);
    assertThat(entries()).hasSize(2);
  }

  /** A third takes the reserved name away, since there is another: one link is left then. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void norIsOneWhoseReservedNameIsTakenAwayThen(boolean byFinishing) throws IOException {
    Path file = folder.resolve("video.mp4");
    boolean erased;
    try (AtPoint at =
        AtPoint.of(
            ErasePoint.MARK_FORCED,
            1,
            () -> {
              Path reserved = reserved();
              Files.createLink(file, reserved);
              if (byFinishing) {
                other.finish(reserved);
              } else {
                Files.delete(reserved);
              }
            })) {
      erased = erase(one, file);
    }

    assertThat(erased).isFalse();
    assertThat(files()).containsOnlyKeys("video.mp4", LONG);
  }

  @Test
  void norIsAnotherFileThatTookTheReservedName() throws IOException {
    Path file = folder.resolve("video.mp4");
    Path mine = Files.writeString(folder.resolve("mine"), CONTENT);
    boolean erased;
    try (AtPoint at =
        AtPoint.of(
            ErasePoint.MARK_FORCED,
            1,
            () -> {
              Path reserved = reserved();
              Files.move(reserved, file);
              Files.move(mine, reserved);
            })) {
      erased = erase(one, file);
    }

    assertThat(erased).isFalse();
    assertThat(files()).hasSize(3);
  }

  private Path reserved() throws IOException {
    return entries().stream().filter(TwoClientsTest::isReserved).findFirst().orElseThrow();
  }
}
