package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastOutcomeTest {
  private static final Instant NOW = Instant.parse("2024-05-01T12:00:00Z");
  private final OperatorError away =
      new OperatorError(ExitCode.UNREACHABLE, "cannot connect to server:443");

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("outcome");
  }

  /** One run of the client, so long after the first. */
  private Optional<String> run(OperatorError error, Duration later) {
    return LastOutcome.in(file(), Duration.ofDays(3)).failed(error, NOW.plus(later), false);
  }

  @Test
  void whatMayPassIsSaidOnceNotEveryMinute() {
    assertThat(run(away, Duration.ZERO)).contains("cannot connect to server:443");
    assertThat(run(away, Duration.ofMinutes(1))).isEmpty();
    assertThat(run(away, Duration.ofMinutes(2))).isEmpty();

    OperatorError down = new OperatorError(ExitCode.NOT_NOW, "wlan0 is down");
    assertThat(run(down, Duration.ofMinutes(3))).contains("wlan0 is down");
  }

  @Test
  void isSaidAgainAfterASuccess() {
    run(away, Duration.ZERO);
    LastOutcome.in(file(), Duration.ofDays(3)).succeeded();

    assertThat(run(away, Duration.ofDays(4))).contains("cannot connect to server:443");
  }

  @Test
  void whatAPersonMustClearUpIsSaidByEveryRun() {
    OperatorError refused = new OperatorError(ExitCode.LOGIN_REFUSED, "no such user");

    assertThat(run(refused, Duration.ZERO)).contains("no such user");
    assertThat(run(refused, Duration.ofMinutes(1))).contains("no such user");
  }

  @Test
  void aRunThatGoesOnSaysItOnceUntilItChanges() {
    OperatorError refused = new OperatorError(ExitCode.LOGIN_REFUSED, "no such user");
    OperatorError folder = OperatorError.usage("cannot list the folder");
    LastOutcome running = LastOutcome.in(file(), Duration.ofDays(3));

    assertThat(running.failed(refused, NOW, false)).contains("no such user");
    assertThat(running.failed(refused, NOW, false)).isEmpty();
    assertThat(running.failed(refused, NOW, true)).as("with -v").contains("no such user");
    assertThat(running.failed(folder, NOW, false)).contains("cannot list the folder");
    assertThat(running.failed(refused, NOW, false)).contains("no such user");
    running.succeeded();
    assertThat(running.failed(refused, NOW, false)).contains("no such user");
  }

  @Test
  void becomesLoudOnceADayWhenItLasts() {
    run(away, Duration.ZERO);
    assertThat(run(away, Duration.ofHours(71))).isEmpty();
    assertThat(run(away, Duration.ofDays(3)))
        .hasValueSatisfying(
            words ->
                assertThat(words)
                    .startsWith("WARNING: nothing could be uploaded for 72 hours")
                    .endsWith("cannot connect to server:443"));
    assertThat(run(away, Duration.ofHours(95))).isEmpty();
    assertThat(run(away, Duration.ofDays(4))).isPresent();
  }

  @Test
  void whatItRemembersMayBeDamaged() throws IOException {
    for (String text : new String[] {"", "\\u00zz", "since=yesterday\nloud=never\n"}) {
      Files.writeString(file(), text);
      assertThat(run(away, Duration.ZERO)).contains("cannot connect to server:443");
    }
    Files.write(file(), new byte[] {-1, -2});
    assertThat(run(away, Duration.ZERO)).contains("cannot connect to server:443");
  }
}
