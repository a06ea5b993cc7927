package autoupload.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import autoupload.operator.ExitCode;
import autoupload.operator.OperatorError;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecretCommandTest {
  private final SecretCommand command = new SecretCommand("--password-command");

  private static void assertRefused(
      SecretCommand command, String line, ExitCode code, String words) {
    assertThatExceptionOfType(OperatorError.class)
        .isThrownBy(() -> command.run(line))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(code))
        .withMessageContaining(words)
        .withMessageNotContaining("s3cret");
  }

  @Test
  void theFirstLineOfItsOutputIsTheSecret() {
    assertThat(command.run("printf ' ge \\303\\251\\r\\n'; seq 100000"))
        .isEqualTo(" ge \u00e9".toCharArray());
  }

  @Test
  void oneThatFailsIsTriedAgainLater() {
    assertRefused(command, "echo s3cret; exit 3", ExitCode.NOT_NOW, "ended with 3");
    assertRefused(command, "/none/of/these", ExitCode.NOT_NOW, "ended with 127");
  }

  @Test
  void oneThatPrintsNothingGivesNoSecret() {
    assertRefused(command, "echo; echo s3cret", ExitCode.USAGE, "at least one character");
  }

  @Test
  void oneThatHangsIsEndedWithItsChildren() {
    SecretCommand hasty = new SecretCommand("--password-command", Duration.ofMillis(200));

    assertRefused(hasty, "echo s3cret; sleep 1000 | cat", ExitCode.NOT_NOW, "took longer than");
  }
}
