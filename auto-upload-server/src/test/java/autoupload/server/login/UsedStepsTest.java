package autoupload.server.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import autoupload.server.storage.SharedState;
import autoupload.server.storage.local.LocalStateStore;
import autoupload.upload.UserName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No step of a one-time code counts twice, whatever happens in between. */
class UsedStepsTest {
  private static final UserName ALICE = new UserName("alice");
  private static final UserName BOB = new UserName("bob the builder");

  @TempDir private Path dir;
  private Path file;
  private UsedSteps steps;

  @BeforeEach
  void open() throws IOException {
    file = dir.resolve("used-codes");
    steps = UsedSteps.open(new LocalStateStore(dir), "used-codes");
  }

  @AfterEach
  void close() throws IOException {
    steps.close();
  }

  private void reopen() throws IOException {
    steps.close();
    steps = UsedSteps.open(new LocalStateStore(dir), "used-codes");
  }

  @Test
  void aStepIsFreeOnceForEachAccount() throws IOException {
    assertThat(steps.use(ALICE, 100)).isTrue();
    assertThat(steps.use(ALICE, 100)).isFalse();
    assertThat(steps.use(BOB, 100)).isTrue();
    assertThat(steps.use(ALICE, 99)).as("within the window, the order does not matter").isTrue();
    assertThat(steps.use(ALICE, 101)).isTrue();
  }

  @Test
  void itIsRememberedAcrossARestart() throws IOException {
    steps.use(ALICE, 100);
    steps.use(BOB, 7);
    reopen();

    assertThat(steps.use(ALICE, 100)).isFalse();
    assertThat(steps.use(BOB, 7)).isFalse();
    assertThat(steps.use(BOB, 8)).isTrue();
  }

  @Test
  void aClockThatIsSetBackMakesNoUsedStepFreeAgain() throws IOException {
    for (int step = 100; step < 200; step++) {
      steps.use(ALICE, step);
    }
    for (boolean again : new boolean[] {false, true}) {
      if (again) {
        reopen();
      }
      for (int step = 90; step < 200; step++) {
        assertThat(steps.use(ALICE, step)).as("step " + step).isFalse();
      }
    }
    assertThat(steps.use(ALICE, 200)).isTrue();
  }

  @Test
  void aClockThatWasAheadForAWhileLocksNobodyOut() throws IOException {
    for (int step = 1_000_000; step < 1_000_020; step++) {
      steps.use(ALICE, step);
    }
    // The bound has gone ahead with it, so this test wants fewer logins than are remembered.
    for (int step = 1_000_000; step < 1_000_004; step++) {
      steps.use(BOB, step);
    }
    for (int step = 100; step < 120; step++) {
      assertThat(steps.use(BOB, step)).isTrue();
      assertThat(steps.use(BOB, step)).isFalse();
    }
  }

  @Test
  void theFileDoesNotGrowForEver() throws IOException {
    steps.use(ALICE, 0);
    String line = Files.readString(file);
    Files.writeString(file, line.repeat(1000)); // as many logins would: each is forced
    reopen();
    for (int step = 1; step < 200; step++) {
      assertThat(steps.use(ALICE, step)).isTrue();
    }
    assertThat(Files.readAllLines(file)).hasSizeLessThan(1100);
    reopen();
    assertThat(steps.use(ALICE, 199)).isFalse();
    assertThat(steps.use(ALICE, 0)).isFalse();
    assertThat(steps.use(ALICE, 200)).isTrue();
  }

  @Test
  void whatACrashToreOffOrSomebodySpoiledIsPassedOver() throws IOException {
    steps.use(ALICE, 100);
    Files.writeString(file, "nonsense\n\n<= x\n101 ali", StandardOpenOption.APPEND);
    reopen();
    assertThat(steps.use(ALICE, 101)).isTrue();
    reopen();

    assertThat(steps.use(ALICE, 100)).isFalse();
    assertThat(steps.use(ALICE, 101)).as("not glued to the torn line").isFalse();
  }

  @Test
  void onlyTheServerMayReadIt() throws IOException {
    steps.use(ALICE, 100);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void whatCannotBeWrittenIsUsedAllTheSame() throws IOException {
    steps.close();
    assertThatThrownBy(() -> steps.use(ALICE, 100)).isInstanceOf(IOException.class);
    steps.use(ALICE, 101); // writes the file anew, and what it could not write with it
    reopen();

    assertThat(steps.use(ALICE, 100)).isFalse();
    assertThat(steps.use(ALICE, 101)).isFalse();
  }

  @Test
  void noStepCountsOnTwoServersOfOneStore() throws IOException {
    SharedState store = new SharedState();
    UsedSteps one = UsedSteps.open(store, "used-codes");
    UsedSteps other = UsedSteps.open(store, "used-codes");
    for (int step = 0; step < 1100; step++) { // more than are left before the log is rewritten
      assertThat((step % 3 == 0 ? one : other).use(ALICE, step)).isTrue();
      assertThat((step % 3 == 0 ? other : one).use(ALICE, step)).as("again").isFalse();
    }
    assertThat(other.use(BOB, 3)).isTrue();
    assertThat(one.use(BOB, 3)).isFalse();
    assertThat(UsedSteps.open(store, "used-codes").use(BOB, 3)).as("on a third one").isFalse();
  }

  @Test
  void ofManyAtOnceOneGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> logins =
          IntStream.range(0, 32)
              .mapToObj(i -> (Callable<Boolean>) () -> steps.use(ALICE, 5))
              .toList();
      int served = 0;
      for (Future<Boolean> answer : threads.invokeAll(logins)) {
        served += answer.get() ? 1 : 0;
      }
      assertThat(served).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }
}
