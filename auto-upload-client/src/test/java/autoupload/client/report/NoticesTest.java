package autoupload.client.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
  @TempDir private Path dir;

  private Path file() {
    return dir.resolve("said");
  }

  @Test
  void whatIsForThisRunIsNewOnceInEach() {
    Notices notices = Notices.in(file());

    assertThat(notices.isNewInThisRun("a")).isTrue();
    assertThat(notices.isNewInThisRun("a")).isFalse();
    assertThat(notices.isNewInThisRun("b")).isTrue();
    assertThat(Notices.in(file()).isNewInThisRun("a")).isTrue();
  }

  @Test
  void whatIsForGoodIsNewOnceOverAllRuns() {
    assertThat(Notices.in(file()).isNew("a line\nand another")).isTrue();
    assertThat(Notices.in(file()).isNew("a line\nand another")).isFalse();
    assertThat(Notices.in(file()).isNew("b")).isTrue();
    assertThat(Notices.in(file()).isNew("b")).isFalse();
  }

  @Test
  void aFileThatCannotBeReadOrWrittenCostsOnlyARepetition() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff, '\n'});
    assertThat(Notices.in(file()).isNew("a")).isTrue();

    Path nowhere = dir.resolve("missing/said");
    Notices notices = Notices.in(nowhere);
    assertThat(notices.isNew("a")).isTrue();
    assertThat(notices.isNew("a")).isFalse();
    assertThat(Notices.in(nowhere).isNew("a")).isTrue();
  }
}
