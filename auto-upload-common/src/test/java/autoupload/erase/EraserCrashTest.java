package autoupload.erase;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.cli.ChildJava;
import autoupload.failpoint.Halting;
import autoupload.upload.ReservedNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Crash safety of erasing (promise 9): a process that ends at any point leaves a file untouched, or
 * finishes it later.
 */
class EraserCrashTest {
  private static final String CONTENT = "content of ".repeat(200_000);
  private static final String LONG = "x".repeat(251) + ".mp4";
  private static final String LONG_WRONG = Erasing.WRONG + "x".repeat(246) + ".mp4";

  @TempDir private Path temporary;

  private final Eraser eraser = new Eraser();

  private Path folder() throws IOException {
    return Files.createDirectories(temporary.resolve("folder"));
  }

  private void make(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder().resolve(name), CONTENT + name);
    }
  }

  private void eraseUntil(ErasePoint point, String... names) throws Exception {
    List<String> command =
        ChildJava.command(Erasing.class, "-XX:+UseSerialGC", "-Dautoupload.failpoint=" + point);
    command = new ArrayList<>(command);
    for (String name : names) {
      command.add(folder().resolve(name).toString());
    }
    ChildJava.Result result = ChildJava.run(temporary, command, Map.of("LC_ALL", "C.UTF-8"));
    assertThat(result.status()).as(result.err()).isEqualTo(Halting.EXIT_STATUS);
  }

  private void finish() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      for (Path path : all.toList()) {
        String name = path.getFileName().toString();
        if (name.startsWith(ReservedNames.ERASE_PREFIX)
            || name.startsWith(ReservedNames.CHECK_PREFIX)) {
          eraser.finish(path);
        }
      }
    }
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder())) {
      for (Path path : all.toList()) {
        files.put(path.getFileName().toString(), Files.readString(path));
      }
    }
    return files;
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsWholeOrGoneAfterTheNextStart(ErasePoint point) throws Exception {
    String[] names = {"wrong.mp4", LONG_WRONG, LONG, "video.mp4"};
    make(names);
    Map<String, String> before = files();

    eraseUntil(point, names);
    finish();

    assertThat(files()).containsKeys("wrong.mp4", LONG_WRONG);
    assertThat(before).as("what is left is what was there").containsAllEntriesOf(files());
    for (String name : files().keySet()) {
      eraser.erase(folder().resolve(name), (renamed, held) -> !name.contains(Erasing.WRONG));
    }
    assertThat(files()).containsOnlyKeys("wrong.mp4", LONG_WRONG);
  }

  @Test
  void whatTookTheFilesPlaceAtTheLastMomentIsNotErasedAtTheNextStart() throws Exception {
    make("wrong.mp4");

    eraseUntil(ErasePoint.PARKED, "wrong.mp4");
    assertThat(files()).doesNotContainKey("wrong.mp4").hasSize(1);
    finish();

    assertThat(files()).containsOnly(Map.entry("wrong.mp4", CONTENT + "wrong.mp4"));
  }

  @Test
  void whatWasFoundRightIsErasedThoughANewFileHasItsNameAtTheNextStart() throws Exception {
    make("video.mp4");
    eraseUntil(ErasePoint.MARKED, "video.mp4");
    Files.writeString(folder().resolve("video.mp4"), "new");

    finish();

    assertThat(files()).containsOnly(Map.entry("video.mp4", "new"));
  }
}
