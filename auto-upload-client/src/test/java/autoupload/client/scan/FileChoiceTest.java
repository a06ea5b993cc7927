package autoupload.client.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import autoupload.client.scan.FileChoice.Order;
import autoupload.upload.UploadName;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileChoiceTest {
  private static boolean takes(FileChoice choice, String name) {
    return choice.takes(Path.of(name));
  }

  private static FileChoice with(List<String> includes, List<String> excludes) {
    return new FileChoice(Order.OLDEST, includes, excludes, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".hidden", "a/.hidden", "x.tmp", "X.PART", "b/clip.mp4.crdownload", "notes~"})
  void hiddenAndTemporaryNamesAreTakenOnlyIfAskedFor(String name) {
    assertThat(takes(FileChoice.standard(), name)).isFalse();
    assertThat(takes(new FileChoice(Order.NAME, List.of(), List.of(), true), name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip.mp4", "a.b/clip", "partly.txt", "tmp", "a/temp/clip~1.jpg"})
  void otherNamesAreTaken(String name) {
    assertThat(takes(FileChoice.standard(), name)).isTrue();
  }

  @Test
  void patternsMatchTheNameOrWithASlashThePath() {
    assertThat(takes(with(List.of("*.mp4"), List.of()), "a/b/clip.mp4")).isTrue();
    assertThat(takes(with(List.of("*.mp4"), List.of()), "a/b/clip.jpg")).isFalse();
    assertThat(takes(with(List.of("a/*.mp4"), List.of()), "a/clip.mp4")).isTrue();
    assertThat(takes(with(List.of("a/*.mp4"), List.of()), "a/b/clip.mp4")).isFalse();
    assertThat(takes(with(List.of("a/**"), List.of()), "a/b/clip.mp4")).isTrue();
    assertThat(takes(with(List.of("*.mp4", "*.jpg"), List.of("x*")), "a/x.mp4")).isFalse();
    assertThat(takes(with(List.of("*.mp4", "*.jpg"), List.of("x*")), "a/y.jpg")).isTrue();
  }

  @Test
  void aMalformedPatternIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> with(List.of("[a"), List.of()))
        .withMessageContaining("'[a'");
  }

  @Test
  void everyOrderIsStable() {
    SettledFile a = file("a", 3, 20);
    SettledFile b = file("b", 2, 10);
    SettledFile c = file("c", 1, 10);
    SettledFile d = file("d", 2, 30);

    assertThat(sorted(Order.OLDEST, a, b, c, d)).containsExactly(b, c, a, d);
    assertThat(sorted(Order.NEWEST, a, b, c, d)).containsExactly(d, a, b, c);
    assertThat(sorted(Order.SMALLEST, a, b, c, d)).containsExactly(c, b, d, a);
    assertThat(sorted(Order.LARGEST, a, b, c, d)).containsExactly(a, b, d, c);
    assertThat(sorted(Order.NAME, d, c, b, a)).containsExactly(a, b, c, d);
  }

  private static List<SettledFile> sorted(Order order, SettledFile... files) {
    FileChoice choice = new FileChoice(order, List.of(), List.of(), false);
    return Stream.of(files).sorted(choice.order()).toList();
  }

  private static SettledFile file(String name, long size, long second) {
    return new SettledFile(
        Path.of("/nowhere"),
        new UploadName(name),
        new FileIdentity(size, Instant.ofEpochSecond(second), name));
  }
}
