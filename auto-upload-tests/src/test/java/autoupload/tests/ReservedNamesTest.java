package autoupload.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Source rule: names reserved for Auto Upload are constants of one class. */
final class ReservedNamesTest {
  /** In a string; a file in somebody's home is an example of an option's value. */
  private static final Pattern SPELT = Pattern.compile("\"[^\"\n]*(?<!~/)\\.auto-upload");

  @Test
  void onlyOneClassSpellsAReservedName() throws IOException {
    try (Stream<Path> modules = Files.list(Path.of("..").toRealPath())) {
      List<Path> roots =
          modules
              .map(module -> module.resolve("src/main/java"))
              .filter(Files::isDirectory)
              .toList();
      assertThat(roots).hasSizeGreaterThan(3);
      assertThat(roots.stream().flatMap(ReservedNamesTest::spelling))
          .containsExactly("ReservedNames.java");
    }
  }

  private static Stream<String> spelling(Path root) {
    try (Stream<Path> all = Files.walk(root)) {
      return all
          .filter(file -> file.toString().endsWith(".java") && SPELT.matcher(text(file)).find())
          .map(file -> file.getFileName().toString())
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
