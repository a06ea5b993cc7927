package autoupload.client.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
  private static final long DAY = 20_000;

  @TempDir private Path dir;

  private long today = DAY;

  private Path file() {
    return dir.resolve("said");
  }

  private Notices run() {
    return Notices.in(file(), () -> today);
  }

  private boolean isNew(Notice notice, String subject, String details) {
    Notices run = run();
    boolean isNew = run.isNew(notice, subject, details, false);
    run.endPass();
    return isNew;
  }

  @Test
  void whatChangedIsSaidAgain() {
    assertThat(isNew(Notice.KEPT, "a", "it is linked")).isTrue();
    assertThat(isNew(Notice.KEPT, "b", "it is linked")).isTrue();
    assertThat(isNew(Notice.KEPT, "a", "it is linked")).isFalse();
    assertThat(isNew(Notice.KEPT, "a", "it is open")).isTrue();
    assertThat(isNew(Notice.KEPT, "a", "it is open")).isFalse();
    assertThat(isNew(Notice.FAILED, "a", "it is open")).isTrue();
  }

  @Test
  void afterThirtyDaysThereIsAReminder() {
    for (Notice notice : List.of(Notice.UNUSABLE, Notice.FAILED, Notice.OTHER_CLIENT)) {
      today = DAY;
      assertThat(isNew(notice, "a", "because")).isTrue();
      today = DAY + Notices.DAYS - 1;
      assertThat(isNew(notice, "a", "because")).isFalse();
      today = DAY + Notices.DAYS;
      assertThat(isNew(notice, "a", "because")).isTrue();
    }
    assertThat(isNew(Notice.OLD_BYTES_SURVIVE, "", "because")).isTrue();
    today += 1000;
    assertThat(isNew(Notice.OLD_BYTES_SURVIVE, "", "because")).isFalse();
  }

  /** A device without a clock of its own starts in 1970 each time. */
  @Test
  void aClockThatIsNotSetYetSaysNothingAgain() {
    assertThat(isNew(Notice.UNUSABLE, "a", "because")).isTrue();
    today = 0;
    assertThat(isNew(Notice.UNUSABLE, "a", "because")).isFalse();
  }

  @Test
  void aRunThatGoesOnRemindsToo() {
    Notices run = run();
    assertThat(run.isNew(Notice.UNUSABLE, "a", "because", false)).isTrue();
    today += Notices.DAYS;
    assertThat(run.isNew(Notice.UNUSABLE, "a", "because", false)).isTrue();
  }

  @Test
  void whatThePassDidNotLookForIsNotOver() {
    assertThat(isNew(Notice.UNUSABLE, "a", "because")).isTrue();
    Notices run = run();
    run.lookFor(Notice.RESERVED_NAME);
    run.endPass();
    assertThat(isNew(Notice.UNUSABLE, "a", "because")).isFalse();

    run = run();
    run.lookFor(Notice.UNUSABLE);
    run.endPass();
    assertThat(isNew(Notice.UNUSABLE, "a", "because")).isTrue();
  }

  @Test
  void whatAnEarlierRunSaidIsSaidOnceInThisOneToWhoeverAsks() {
    assertThat(isNew(Notice.KEPT, "a", "because")).isTrue();
    Notices run = run();
    assertThat(run.isNew(Notice.KEPT, "a", "because", true)).isTrue();
    assertThat(run.isNew(Notice.KEPT, "a", "because", true)).isFalse();
  }

  /** Lines of text are what the first versions wrote, and what is said once for good still is. */
  @Test
  void linesOfBeforeAreRead() throws IOException {
    Files.writeString(file(), "a line and more\n12 2026-01-01T00:00:00Z b: it is linked\n");

    assertThat(isNew(Notice.NOT_SEALED_BEFORE, "", "a line and more")).isFalse();
    assertThat(isNew(Notice.NOT_SEALED_BEFORE, "", "another")).isTrue();
    assertThat(isNew(Notice.NOT_SEALED_BEFORE, "", "another")).isFalse();
    assertThat(isNew(Notice.NOT_SEALED_BEFORE, "", "a line and more")).isFalse();
  }

  @Test
  void linesOfALaterVersionCostOnlyThemselves() throws IOException {
    Files.writeString(
        file(), "\tNO_SUCH_KIND\t20000\tff\ta\n\tKEPT\tsoon\tff\ta\n\tKEPT\n\tKEPT\t1\t2\t3\t4\n");

    assertThat(isNew(Notice.KEPT, "a", "because")).isTrue();
    assertThat(isNew(Notice.KEPT, "a", "because")).isFalse();
  }

  @Test
  void aSubjectWithLineBreaksIsOneLine() {
    assertThat(isNew(Notice.KEPT, "a\n\tKEPT\t1\t1\tb", "because")).isTrue();
    assertThat(isNew(Notice.KEPT, "a\n\tKEPT\t1\t1\tb", "because")).isFalse();
  }

  @Test
  void theOldestAreForgottenWhenThereAreTooMany() throws IOException {
    Notices run = run();
    for (int i = 0; i <= Notices.MOST; i++) {
      assertThat(run.isNew(Notice.KEPT, "file" + i, "because", false)).isTrue();
    }
    run.endPass();

    assertThat(Files.readAllLines(file())).hasSize(Notices.MOST);
    assertThat(isNew(Notice.KEPT, "file" + Notices.MOST, "because")).isFalse();
    assertThat(isNew(Notice.KEPT, "file0", "because")).isTrue();
  }

  @Test
  void aFileThatCannotBeReadOrWrittenCostsOnlyARepetition() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xff, '\n'});
    assertThat(isNew(Notice.KEPT, "a", "because")).isTrue();

    Notices nowhere = Notices.in(dir.resolve("missing/said"));
    assertThat(nowhere.isNew(Notice.KEPT, "a", "because", false)).isTrue();
    nowhere.endPass();
    assertThat(nowhere.isNew(Notice.KEPT, "a", "because", false)).isFalse();
  }
}
