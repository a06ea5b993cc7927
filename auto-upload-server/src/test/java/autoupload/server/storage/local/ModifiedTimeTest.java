package autoupload.server.storage.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModifiedTimeTest {
  /** What each kind of file system may have at its ends, and what Java's own way gets wrong. */
  private static final List<String> TIMES =
      List.of(
          "0001-01-01T00:00:00Z",
          "1677-01-01T00:00:00.5Z",
          "1901-12-13T20:45:51Z",
          "1901-12-13T20:45:52.25Z",
          "1969-12-31T23:59:58.5Z",
          "1969-12-31T23:59:59.999999999Z",
          "1970-01-01T00:00:00Z",
          "2024-02-29T12:34:56.123456789Z",
          "2038-01-19T03:14:08.000000001Z",
          "2106-02-07T06:28:16Z",
          "2262-04-11T23:47:16.854775807Z",
          "2262-04-12T00:00:00Z",
          "2446-05-10T22:38:55Z",
          "2486-07-02T00:00:00Z",
          "9999-12-31T23:59:59Z");

  @TempDir private Path folder;

  /** As {@code touch} does it, whatever the file system can keep. */
  @Test
  void keepsEveryTimeAsWellAsTheFileSystemCan() throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", "for t; do touch -d $t $t; done"));
    command.add("sh");
    command.addAll(TIMES);
    Process touch = new ProcessBuilder(command).directory(folder.toFile()).inheritIO().start();
    boolean touched = touch.waitFor(2, TimeUnit.MINUTES) && touch.exitValue() == 0;
    assumeTrue(touched, "`touch` does not know these dates here");
    Path file = Files.createFile(folder.resolve("file"));

    for (String time : TIMES) {
      ModifiedTime.set(file, Instant.parse(time));

      assertThat(Files.getLastModifiedTime(file))
          .as(time)
          .isEqualTo(Files.getLastModifiedTime(folder.resolve(time)));
    }
  }

  @Test
  void setsALinksOwnTime() throws Exception {
    Path target = Files.createFile(folder.resolve("target"));
    Object before = Files.getLastModifiedTime(target);
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);

    ModifiedTime.set(link, Instant.parse("1969-12-31T23:59:58.5Z"));

    assertThat(Files.getLastModifiedTime(target)).isEqualTo(before);
  }
}
