package autoupload.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.forgetful.ForgetfulDisk;
import autoupload.forgetful.ForgetfulDisk.Step;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Erasing on a disk that forgets what nobody forced (promise 9), and on one that is full or fails.
 */
class PowerCutTest {
  private static final int SEEDS = 12;
  private static final String CONTENT = "what the camera recorded ".repeat(40);
  private static final String MARKED = ReservedNames.ERASE_PREFIX + "0123456789abcdef".repeat(2);
  private static final Eraser.LastLook RIGHT = (renamed, held) -> true;
  private static final Eraser.LastLook WRONG = (renamed, held) -> false;

  private final ForgetfulDisk disk = new ForgetfulDisk(true);
  private final List<Step> steps = new ArrayList<>();

  /** The disk of a new program that writes its steps down. */
  private Path boot(ForgetfulDisk of) {
    return of.boot(steps::add);
  }

  private static Path durable(ForgetfulDisk disk, String name) throws IOException {
    Path file = Files.writeString(disk.outside().resolve(name), CONTENT);
    disk.sync();
    return file;
  }

  private static Map<String, String> files(ForgetfulDisk disk) throws IOException {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(disk.outside())) {
      for (Path path : all.toList()) {
        boolean isFolder = Files.isDirectory(path);
        found.put(
            path.getFileName().toString(),
            isFolder ? "/" : Files.readString(path, StandardCharsets.ISO_8859_1));
      }
    }
    return found;
  }

  /** Ends the program before its n-th step. */
  private static ForgetfulDisk.Chance endingAt(int nth) {
    int[] passed = {0};
    return step -> {
      if (++passed[0] >= nth) {
        throw new IOException("the power is cut");
      }
    };
  }

  /** Work that the power may end. */
  @FunctionalInterface
  private interface Work {
    void run(Eraser eraser, Path root) throws IOException;
  }

  /** False if there are not so many steps. */
  private static boolean isCutAt(int nth, Random random, ForgetfulDisk disk, Work work) {
    boolean cut = false;
    try {
      work.run(new Eraser(), disk.boot(endingAt(nth)));
    } catch (IOException e) {
      cut = true;
    }
    disk.cutPower(random);
    return cut;
  }

  private static void finishAll(ForgetfulDisk disk) throws IOException {
    Path root = disk.boot(step -> {});
    for (String name : files(disk).keySet()) {
      if (name.startsWith(ReservedNames.ERASE_PREFIX)
          || name.startsWith(ReservedNames.CHECK_PREFIX)) {
        new Eraser().finish(root.resolve(name));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPowerCutAtAnyStepLeavesAFileWholeOrGone(boolean hardLinks) throws IOException {
    for (String name : List.of("video.mp4", "x".repeat(251) + ".mp4")) {
      for (int seed = 0; seed < SEEDS; seed++) {
        boolean cut = true;
        for (int nth = 1; cut; nth++) {
          ForgetfulDisk fresh = new ForgetfulDisk(hardLinks);
          durable(fresh, name);
          cut =
              isCutAt(
                  nth,
                  new Random(seed),
                  fresh,
                  (eraser, root) -> eraser.erase(root.resolve(name), RIGHT));
          finishAll(fresh);

          Map<String, String> left = files(fresh);
          assertThat(left)
              .as("cut at %d, seed %d", nth, seed)
              .isIn(Map.of(), Map.of(name, CONTENT));
          assertThat(cut || left.isEmpty()).as("erased for good, seed %d", seed).isTrue();
        }
      }
    }
  }

  @Test
  void aLeftoverWhoseMarkIsNotDurableIsNeverHalfErasedUnderItsOldName() throws IOException {
    for (int seed = 0; seed < 4 * SEEDS; seed++) {
      boolean cut = true;
      for (int nth = 1; cut; nth++) {
        ForgetfulDisk fresh = new ForgetfulDisk(true);
        Path file = durable(fresh, "video.mp4");
        Files.move(file, file.resolveSibling(MARKED));
        cut =
            isCutAt(
                nth,
                new Random(seed),
                fresh,
                (eraser, root) -> eraser.finish(root.resolve(MARKED)));

        Map<String, String> left = files(fresh);
        assertThat(left.getOrDefault("video.mp4", CONTENT)).isEqualTo(CONTENT);
        assertThat(cut || left.isEmpty()).as("finished for good, seed %d", seed).isTrue();
      }
    }
  }

  @Test
  void theOldBytesAreOffTheDiskBeforeTheFileIsRemoved() throws IOException {
    Path root =
        disk.boot(
            step -> {
              if (step == Step.REMOVE) {
                throw new IOException("the power is cut");
              }
            });
    durable(disk, "video.mp4");
    assertThatThrownBy(() -> new Eraser().erase(root.resolve("video.mp4"), RIGHT))
        .hasMessageContaining("the power is cut");

    disk.cutPower(
        new Random(1) {
          private static final long serialVersionUID = 1L;

          @Override
          public int nextInt(int bound) {
            return 0; // all that can be lost is
          }
        });

    Path marked = disk.outside().resolve(files(disk).keySet().iterator().next());
    assertThat(files(disk)).hasSize(1);
    assertThat(marked.getFileName().toString()).matches(ReservedNames.ERASE_NAME);
    assertThat(Files.size(marked)).isEqualTo(CONTENT.length());
    assertThat(Files.readString(marked, StandardCharsets.ISO_8859_1)).doesNotContain("camera");
  }

  @Test
  void aFileThatIsNotTheRightOneHasItsNameAfterAPowerCut() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      ForgetfulDisk fresh = new ForgetfulDisk(true);
      durable(fresh, "video.mp4");
      Path root = boot(fresh);

      assertThat(new Eraser().erase(root.resolve("video.mp4"), WRONG)).isFalse();
      fresh.cutPower(new Random(seed));

      assertThat(files(fresh)).containsOnly(Map.entry("video.mp4", CONTENT));
    }
  }

  @Test
  void whereThereAreNoHardLinksAnotherFileOfThatNameStaysToo() throws IOException {
    ForgetfulDisk fat = new ForgetfulDisk(false);
    durable(fat, "video.mp4");
    Path file = boot(fat).resolve("video.mp4");

    boolean erased =
        new Eraser()
            .erase(
                file,
                (renamed, held) -> {
                  Files.writeString(file, "new");
                  return false;
                });

    assertThat(erased).isFalse();
    assertThat(files(fat)).hasSize(2).containsEntry("video.mp4", "new").containsValue(CONTENT);
    assertThat(files(fat).keySet()).noneMatch(name -> name.startsWith(ReservedNames.CHECK_PREFIX));
  }

  @Test
  void whatOverwritingWouldNotReachIsOnlyRemoved() throws IOException {
    durable(disk, "video.mp4");
    durable(disk, MARKED);
    Path root = boot(disk);
    Eraser eraser = new Eraser(folder -> false, reason -> {});

    assertThat(eraser.erase(root.resolve("video.mp4"), RIGHT)).isTrue();
    assertThat(eraser.finish(root.resolve(MARKED))).isFalse();

    assertThat(files(disk)).isEmpty();
    assertThat(steps).doesNotContain(Step.WRITE, Step.FORCE_FILE).endsWith(Step.FORCE_FOLDER);
  }

  @Test
  void aFileThatIsBeingErasedGoesThoughTheDiskIsFull() throws IOException {
    List<String> said = new ArrayList<>();
    durable(disk, "video.mp4");
    Path root = failing(Step.WRITE, "No space left on device");

    boolean erased =
        new Eraser(folder -> true, reason -> said.add(reason.getMessage()))
            .erase(root.resolve("video.mp4"), RIGHT);

    assertThat(erased).isTrue();
    assertThat(files(disk)).isEmpty();
    assertThat(said).containsExactly("No space left on device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"WRITE", "FORCE_FILE", "FORCE_FOLDER"})
  void aFileThatCannotBeOverwrittenKeepsTheNameThatSaysSo(Step step) throws IOException {
    durable(disk, "video.mp4");
    Path root = failing(step, "Input/output error");

    assertThatThrownBy(() -> new Eraser().erase(root.resolve("video.mp4"), RIGHT))
        .hasMessage("Input/output error");

    assertThat(files(disk).keySet())
        .hasSize(1)
        .allMatch(ReservedNames.ERASE_NAME.asMatchPredicate());
  }

  private Path failing(Step failing, String reason) {
    return disk.boot(
        step -> {
          if (step == failing) {
            throw new IOException(reason);
          }
        });
  }
}
