package autoupload.server.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Change detection: a changed file is read once it is left alone, and read again if it was of no
 * use.
 */
class FileChangesTest {
  private final AtomicLong now = new AtomicLong();
  @TempDir private Path dir;
  private Path certificate;
  private Path key;
  private FileChanges changes;

  @BeforeEach
  void write() throws IOException {
    certificate = Files.writeString(dir.resolve("certificate"), "old");
    key = Files.writeString(dir.resolve("key"), "old");
    changes = new FileChanges(Duration.ofSeconds(2), now::get, certificate, key);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void nothingIsReadAgainUntilSomethingChanges() {
    pass(Duration.ofDays(1));
    assertThat(changes.pending()).isFalse();
    assertThat(changes.settled()).isFalse();
  }

  @Test
  void aChangeIsReadOnceItIsLeftAlone() throws IOException {
    Files.writeString(certificate, "newer");
    assertThat(changes.settled()).isFalse();
    pass(Duration.ofMillis(1_999));
    assertThat(changes.settled()).isFalse();
    assertThat(changes.pending()).isTrue();
    pass(Duration.ofMillis(1));
    assertThat(changes.settled()).isTrue();

    changes.reading();
    assertThat(changes.pending()).isFalse();
  }

  @Test
  void everyFurtherChangeStartsTheRestAnew() throws IOException {
    Files.writeString(certificate, "newer");
    assertThat(changes.settled()).isFalse();
    pass(Duration.ofMillis(1_500));
    Files.writeString(key, "the key comes second");
    assertThat(changes.settled()).isFalse();
    pass(Duration.ofMillis(1_500));
    assertThat(changes.settled()).isFalse();
    pass(Duration.ofMillis(500));
    assertThat(changes.settled()).isTrue();
  }

  @Test
  void whatWasNoUseIsTriedAgainThoughItLooksTheSame() throws IOException {
    Files.delete(key);
    assertThat(changes.settled()).isFalse();
    pass(Duration.ofSeconds(2));
    changes.reading();
    changes.failed();

    assertThat(changes.settled()).isTrue();
  }

  @Test
  void aLinkThatLeadsElsewhereIsAChange() throws IOException {
    Path live = Files.createSymbolicLink(dir.resolve("live"), certificate);
    Path other = Files.writeString(dir.resolve("other"), "old");
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(certificate));
    FileChanges linked = new FileChanges(Duration.ZERO, now::get, live);

    Files.delete(live);
    Files.createSymbolicLink(live, other);

    assertThat(linked.settled()).isTrue();
  }
}
