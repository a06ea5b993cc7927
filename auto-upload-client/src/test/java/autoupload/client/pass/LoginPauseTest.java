package autoupload.client.pass;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginPauseTest {
  private final LoginPause pause = new LoginPause();

  @Test
  void growsToAnHourAndStartsAgainAfterALogin() {
    assertThat(pause.next(Duration.ZERO)).isEqualTo(Duration.ofMinutes(1));
    assertThat(pause.next(Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
    for (int i = 0; i < 10; i++) {
      pause.next(Duration.ZERO);
    }
    assertThat(pause.next(Duration.ZERO)).isEqualTo(Duration.ofHours(1));
    pause.reset();
    assertThat(pause.next(Duration.ZERO)).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void isNeverShorterThanTheIntervalOfTheRuns() {
    assertThat(pause.next(Duration.ofDays(1))).isEqualTo(Duration.ofDays(1));
  }
}
