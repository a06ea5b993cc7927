package autoupload.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.failpoint.AtPoint;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Names and descriptors of a file step by step while it is erased, and what others may do then. */
@SuppressWarnings("try") // that a watch is closed is what counts
class ErasureStepsTest {
  private static final String CONTENT = "aaa";
  private static final String LONG = "x".repeat(251) + ".mp4";
  private static final Eraser.LastLook RIGHT = (renamed, held) -> true;
  private static final Eraser.LastLook WRONG = (renamed, held) -> false;

  @TempDir private Path temporary;
  private Path folder;

  private final Eraser eraser = new Eraser();
  private final Eraser other = new Eraser();

  @BeforeEach
  void realFolder() throws IOException {
    folder = temporary.toRealPath();
  }

  private Path file(String name) throws IOException {
    return Files.writeString(folder.resolve(name), CONTENT);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** What this process has open below the folder. */
  private List<Path> open() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          Path target = Files.readSymbolicLink(descriptor);
          if (target.toString().startsWith(folder.toString())) {
            found.add(target);
          }
        } catch (NoSuchFileException e) {
          // closed meanwhile
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({
    "PARKED, \\.auto-upload-check-[0-9a-f]{8}-a",
    "LAST_LOOKED, \\.auto-upload-check-[0-9a-f]{8}-a",
    "MARKED, \\.auto-upload-erase-[0-9a-f]{32}",
    "MARK_FORCED, \\.auto-upload-erase-[0-9a-f]{32}",
    "BLOCK_OVERWRITTEN, \\.auto-upload-erase-[0-9a-f]{32}",
    "OVERWRITTEN, \\.auto-upload-erase-[0-9a-f]{32}",
    "OVERWRITING_FORCED, \\.auto-upload-erase-[0-9a-f]{32}",
    "SOURCE_REMOVED, ''",
    "REMOVAL_FORCED, ''"
  })
  void theNameSaysAtEachStepWhatANextStartHasToDo(ErasePoint point, String name)
      throws IOException {
    Path file = file("a");
    boolean isMarked = point.compareTo(ErasePoint.MARKED) >= 0;
    boolean isOverwritten = point.compareTo(ErasePoint.BLOCK_OVERWRITTEN) >= 0;

    try (AtPoint at =
        AtPoint.of(
            point,
            1,
            () -> {
              assertThat(String.join("", names())).matches(name);
              for (String there : names()) {
                String content =
                    Files.readString(folder.resolve(there), StandardCharsets.ISO_8859_1);
                assertThat(content.equals(CONTENT)).isEqualTo(!isOverwritten);
                assertThat(ReservedNames.ERASE_NAME.matcher(there).matches()).isEqualTo(isMarked);
              }
            })) {
      assertThat(eraser.erase(file, RIGHT)).isTrue();
      assertThat(at.wasReached(1)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PARKING_FOLDER_MADE", "NAMED_AGAIN", "PUT_BACK", "PUT_BACK_FORCED"})
  void aFileWithALongNameThatIsNotTheRightOnePassesThroughAFolder(ErasePoint point)
      throws IOException {
    Path file = file(LONG);

    try (AtPoint at =
        AtPoint.of(
            point,
            1,
            () -> {
              assertThat(file).hasContent(CONTENT);
              assertThat(names())
                  .hasSize(point == ErasePoint.PUT_BACK_FORCED ? 1 : 2)
                  .contains(LONG);
              assertThat(Files.getAttribute(file, "unix:nlink"))
                  .isEqualTo(point == ErasePoint.NAMED_AGAIN ? 2 : 1);
            })) {
      assertThat(eraser.erase(file, WRONG)).isFalse();
      assertThat(at.wasReached(1)).isTrue();
    }
    assertThat(names()).containsExactly(LONG);
  }

  @Test
  void aNameThatJustFitsIsParkedWithoutAFolder() throws IOException {
    String fits = "x".repeat(255 - ReservedNames.CHECK_PREFIX.length() - 9);
    for (String name : List.of(fits, fits + "x")) {
      List<Path> seen = new ArrayList<>();
      eraser.erase(
          file(name),
          (renamed, held) -> {
            seen.add(renamed);
            return false;
          });

      assertThat(seen.get(0).getFileName().toString().equals(name)).isEqualTo(!name.equals(fits));
    }
  }

  @Test
  void noTwoFilesGetTheSameReservedNames() throws IOException {
    Set<String> given = new HashSet<>();
    for (int i = 0; i < 8; i++) {
      Path file = file("a");
      try (AtPoint parked = AtPoint.of(ErasePoint.PARKED, 1, () -> given.addAll(names()))) {
        assertThat(eraser.erase(file, WRONG)).isFalse();
      }
      try (AtPoint marked = AtPoint.of(ErasePoint.MARKED, 1, () -> given.addAll(names()))) {
        assertThat(eraser.erase(file, RIGHT)).isTrue();
      }
    }
    assertThat(given).hasSize(16);
  }

  @Test
  void nothingStaysOpen() throws IOException {
    for (String name : List.of("a", LONG)) {
      assertThat(eraser.erase(file(name), WRONG)).isFalse();
      assertThat(eraser.erase(folder.resolve(name), RIGHT)).isTrue();
    }
    Path folderOnly =
        Files.createDirectory(folder.resolve(ReservedNames.CHECK_PREFIX + "0123abcd"));
    Files.writeString(folderOnly.resolve("b"), CONTENT);
    eraser.finish(folderOnly);

    assertThat(open()).isEmpty();
  }

  @Test
  void aLeftoverFolderIsRemovedAndWhatWasInItHasItsNameAgain() throws IOException {
    Path parked = Files.createDirectory(folder.resolve(ReservedNames.CHECK_PREFIX + "0123abcd"));
    assertThat(eraser.finish(parked)).as("nothing was in it").isFalse();
    assertThat(names()).isEmpty();

    Files.createDirectory(parked);
    Files.writeString(parked.resolve(LONG), CONTENT);
    assertThat(eraser.finish(parked)).isTrue();
    assertThat(names()).containsExactly(LONG);
  }

  @Test
  void onlyWhatGetsItsNameBackCountsAsPutBack() throws IOException {
    String marked = ReservedNames.ERASE_PREFIX + "0123456789abcdef".repeat(2);

    assertThat(eraser.finish(file(marked))).isFalse();
    assertThat(eraser.finish(file(ReservedNames.CHECK_PREFIX + "0123abcd-a"))).isTrue();
  }

  @Test
  void aFileWithASecondNameIsNeverMarkedForErasing() throws IOException {
    Path file = file("a");
    Files.createLink(folder.resolve("b"), file);

    try (AtPoint at = AtPoint.of(ErasePoint.MARKED, 1, () -> {})) {
      assertThat(eraser.erase(file, RIGHT)).isFalse();
      assertThat(at.wasReached(1)).isFalse();
    }
    assertThat(names()).containsExactly("a", "b");
  }

  @Test
  void aFileThatGetsASecondNameOnceItIsMarkedIsKept() throws IOException {
    Path file = file("a");

    try (AtPoint at =
        AtPoint.of(
            ErasePoint.MARK_FORCED,
            1,
            () -> Files.createLink(folder.resolve("b"), folder.resolve(names().get(0))))) {
      assertThat(eraser.erase(file, RIGHT)).isFalse();
    }
    assertThat(names()).containsExactly("a", "b");
    assertThat(file).hasContent(CONTENT);
  }

  @Test
  void whatAnotherClientFinishedMeanwhileIsErased() throws IOException {
    Path file = file("a");

    try (AtPoint at =
        AtPoint.of(ErasePoint.MARK_FORCED, 1, () -> other.finish(folder.resolve(names().get(0))))) {
      assertThat(eraser.erase(file, RIGHT)).isTrue();
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void whatAnotherClientPutBackMeanwhileIsLeftAlone() throws IOException {
    Path file = file("a");

    assertThat(
            eraser.erase(
                file,
                (renamed, held) -> {
                  other.finish(folder.resolve(renamed.getFileName()));
                  return false;
                }))
        .isFalse();
    assertThat(names()).containsExactly("a");
    assertThat(file).hasContent(CONTENT);
  }

  @Test
  void aFileThatVanishesBeforeItIsParkedLeavesNoFolderBehind() throws IOException {
    Path file = file(LONG);

    try (AtPoint at = AtPoint.of(ErasePoint.PARKING_FOLDER_MADE, 1, () -> Files.delete(file))) {
      assertThatThrownBy(() -> eraser.erase(file, RIGHT)).isInstanceOf(NoSuchFileException.class);
    }
    assertThat(names()).isEmpty();
    assertThat(open()).isEmpty();
  }
}
