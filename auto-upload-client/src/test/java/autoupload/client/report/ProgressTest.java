package autoupload.client.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final int MB = 1_000_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
  private long now = -5; // as System.nanoTime() may be
  private int columns = 81;

  private Progress progress(Optional<IntSupplier> width, Duration interval) {
    return new Progress(print, width, interval, () -> now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private String shown() {
    String text = out.toString(StandardCharsets.UTF_8);
    out.reset();
    return text;
  }

  @Test
  void theRateIsThatOfTheLastSeconds() {
    Progress log = progress(Optional.empty(), Duration.ofSeconds(10));
    log.expect(1000 * MB);
    pass(Duration.ofMinutes(5)); // the files settle
    log.add("a", 0, true);
    for (int i = 0; i < 30; i++) {
      pass(Duration.ofSeconds(1));
      log.add("a", 2 * MB, true);
    }
    assertThat(shown().lines().skip(1))
        .containsExactly(
            "uploading a: 2 %, file 1 of 1, 20.0 MB of 1.0 GB, 2.0 MB/s, 8:10 left",
            "uploading a: 4 %, file 1 of 1, 40.0 MB of 1.0 GB, 2.0 MB/s, 8:00 left",
            "uploading a: 6 %, file 1 of 1, 60.0 MB of 1.0 GB, 2.0 MB/s, 7:50 left");

    pass(Duration.ofHours(1)); // the server was away
    log.add("a", 2 * MB, true);
    assertThat(shown()).isEqualTo("uploading a: 6 %, file 1 of 1, 62.0 MB of 1.0 GB\n");
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(1));
      log.add("a", MB, true);
    }
    assertThat(shown()).contains(" 1.0 MB/s");
  }

  @Test
  void whatTheServerHasAlreadyIsDoneAndNoRate() {
    Progress log = progress(Optional.empty(), Duration.ofSeconds(10));
    log.expect(1000 * MB);
    log.add("a", 500 * MB, false);
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(1));
      log.add("a", MB, true);
    }
    assertThat(shown())
        .isEqualTo("uploading a: 51 %, file 1 of 1, 510.0 MB of 1.0 GB, 1.0 MB/s, 8:10 left\n");
  }

  @Test
  void aTerminalHasOneLineThatIsDrawnAgain() {
    Progress terminal = progress(Optional.of(() -> columns), Duration.ofMillis(200));
    terminal.expect(10 * MB);
    terminal.expect(10 * MB);
    terminal.add("a", MB, true);
    assertThat(shown()).as("not before it may be of interest").isEmpty();

    pass(Duration.ofMillis(200));
    terminal.add("a", MB, true);
    terminal.add("a", MB, true);
    assertThat(shown()).isEqualTo("\r\u001b[K10 %  file 1 of 2  a  2.0 MB of 20.0 MB");

    terminal.fileDone();
    columns = 20;
    pass(Duration.ofSeconds(6));
    terminal.add("b", 3 * MB, true);
    assertThat(shown()).isEqualTo("\r\u001b[K30 %  806.5 kB/s");

    terminal.clear();
    terminal.clear();
    assertThat(shown()).isEqualTo("\r\u001b[K");
  }

  /** Some terminals go on in the next line once it is written. */
  @Test
  void theLastColumnStaysFree() {
    columns = 40;
    Progress terminal = progress(Optional.of(() -> columns), Duration.ofMillis(200));
    terminal.expect(10 * MB);
    pass(Duration.ofMillis(200));
    terminal.add("a".repeat(100), MB, true);

    assertThat(shown().replace("\r\u001b[K", "")).hasSize(columns - 1).startsWith("10 %");
  }

  @Test
  void nothingIsShownToNobody() {
    Progress none = Progress.none();
    none.expect(MB);
    none.add("a", MB, true);
    none.clear();
    assertThat(none.isOnTerminal()).isFalse();
  }
}
