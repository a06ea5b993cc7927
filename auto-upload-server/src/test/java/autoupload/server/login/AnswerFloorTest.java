package autoupload.server.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Timing of refusals: the time of a refusal tells nothing of its reason. */
class AnswerFloorTest {
  private static final long ASKED = Long.MAX_VALUE - 1000; // nanoTime may overflow

  private final AnswerFloor floor = new AnswerFloor("decoy", Duration.ofMillis(100));

  private Duration answered(Duration worked) {
    return Duration.ofNanos(floor.due(ASKED, ASKED + worked.toNanos()) - ASKED);
  }

  @Test
  void isWellAboveTheCostAndNeverShort() {
    assertThat(floor.length()).isEqualTo(Duration.ofMillis(350));
    assertThat(new AnswerFloor("decoy", Duration.ofNanos(1)).length())
        .isEqualTo(Duration.ofMillis(200));
  }

  @Test
  void whatIsKnownAtOnceAndWhatTakesItsTimeIsAnsweredTogether() {
    assertThat(answered(Duration.ZERO)).isEqualTo(floor.length());
    assertThat(answered(Duration.ofMillis(120))).isEqualTo(floor.length());
    assertThat(answered(floor.length())).isEqualTo(floor.length());
  }

  @Test
  void whatTakesLongerThanTheFloorWaitsForTheNextMultiple() {
    assertThat(answered(Duration.ofMillis(351))).isEqualTo(floor.length().multipliedBy(2));
    assertThat(answered(Duration.ofMillis(699))).isEqualTo(floor.length().multipliedBy(2));
    assertThat(answered(Duration.ofMillis(701))).isEqualTo(floor.length().multipliedBy(3));
  }

  @Test
  void returnsNotBeforeItIsDue() {
    long asked = System.nanoTime();

    floor.await(asked);

    assertThat(System.nanoTime() - asked).isGreaterThanOrEqualTo(floor.length().toNanos());
  }
}
